/// Where a model's files are.
public struct ModelLocation: Equatable, Sendable {
    /// The folder of the configuration.
    public let directory: String
    /// The weights, where a file was named; nil for those that the folder has under a usual name.
    public let weightsFile: String?

    /// A folder, or a file in it.
    init(directory: String, weightsFile: String? = nil) {
        self.directory = directory
        self.weightsFile = weightsFile
    }

    /// The files that say what a model is, the first that is there; open_clip has its own.
    package static let configurationNames = ["config.json", "open_clip_config.json"]

    /// Whether there is such a file in a folder.
    static func hasConfiguration(_ directory: String) -> Bool {
        // The empty path is no folder; with a slash behind it, it would be the root.
        !directory.isEmpty && configurationNames.contains { fileExists(directory + "/" + $0) }
    }

    /// The location of a weights file, or an index of shards, with a configuration beside it; nil for another path.
    ///
    /// A pickle or an ONNX file is refused with the command that converts it.
    init?(file path: String) throws(CheckpointError) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let isWeights = name.hasSuffix(".safetensors") || WeightChoice.isIndex(name)
        guard isWeights || WeightChoice.isForeign(name), fileExists(path), !directoryExists(path) else { return nil }
        guard isWeights else { throw .needsConversion(file: path) }
        let parent = path.utf8.dropLast(name.utf8.count + 1)
        // What is left of “/model.safetensors” is the root, and of “model.safetensors” the folder we are in.
        let directory = path.hasPrefix("/") && parent.isEmpty ? "/" : parent.isEmpty ? "." : String(Substring(parent))
        guard Self.hasConfiguration(directory) else {
            throw .incompleteModel(directory: directory, missing: Self.configurationNames[0])
        }
        self.init(directory: directory, weightsFile: path)
    }
}
