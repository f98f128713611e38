import Tensors

/// A folder with a CLIP text encoder: its configuration, its vocabulary and its weights, which may be those of the
/// picture encoder too.
public struct TextCheckpoint: Sendable {
    /// Where it is.
    public let directory: String
    /// The encoder's sizes and choices.
    public let configuration: TextConfiguration

    /// Opens the text encoder of the model in this folder; of the weights, nothing is read yet.
    public init(directory: String) throws(CheckpointError) {
        self.directory = directory
        configuration = try TextConfiguration(directory: directory)
    }

    /// Finds a model by name or folder, as `ModelStore.directory(of:)` does, and opens its text encoder.
    public init(
        named name: String, environment: [String: String] = ModelStore.processEnvironment
    ) throws(CheckpointError) {
        try self.init(directory: ModelStore(environment: environment).directory(of: name))
    }

    /// The tokens, and how texts are cut into them.
    public func vocabulary() throws(CheckpointError) -> TokenizerVocabulary {
        try TokenizerVocabulary(directory: directory)
    }

    /// Opens the weights, to build the encoder from.
    public func openWeights() throws(CheckpointError) -> TextWeights {
        try TextWeights(files: weightFiles())
    }

    private func weightFiles() throws(CheckpointError) -> WeightFiles {
        let openCLIP = directory + "/" + WeightFiles.openCLIPName
        return configuration.library == .openCLIP && fileExists(openCLIP)
            ? try WeightFiles(file: openCLIP) : try WeightFiles(directory: directory)
    }
}

/// The weights of a text encoder among those of a checkpoint.
public struct TextWeights {
    /// How the encoder's tensors are named.
    public let naming: TextNaming
    /// By full name, less what all of the checkpoint's have in front.
    private let reader: WeightReader
    private let names: [String]

    init(files: WeightFiles) throws(CheckpointError) {
        names = files.tensors.map(\.name)
        guard let naming = TextNaming(in: names) else {
            throw .missingTensor(
                file: files.path, name: "token_embedding.weight", nearest: nearestNames(to: Self.anchor, among: names))
        }
        self.naming = naming
        reader = WeightReader(files)
    }

    private static let anchor = "text_model.embeddings.token_embedding.weight"

    /// The encoder's own tensors.
    public var encoder: WeightReader { scope(naming.prefix) }
    /// Those beside the encoder.
    public var model: WeightReader { scope(naming.modelPrefix) }

    private func scope(_ prefix: String) -> WeightReader {
        prefix.isEmpty ? reader : reader.scope(String(prefix.dropLast()))
    }

    /// To be called when the encoder is built: throws if it has no place for one of the text side's tensors. Those of
    /// the picture side are not its business.
    public func finish() throws(CheckpointError) {
        let prefix = reader.prefix
        let others = names.filter { !naming.isText($0) }
        try reader.finish(
            allowing: Set(others.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }))
    }
}
