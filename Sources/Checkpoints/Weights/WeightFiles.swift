import Tensors

/// The safetensors files of one checkpoint: a single one, or the shards that an index names.
final class WeightFiles {
    /// The file that speaks for the checkpoint in messages: the only one, or the index.
    let path: String
    /// All tensors, file by file in the order of their bytes.
    let tensors: [StoredTensor]

    private let files: [SafetensorsFile]
    private var owners: [String: Int] = [:]

    /// Opens the weights of a model: the file that was named, or what the folder holds.
    convenience init(of location: ModelLocation) throws(CheckpointError) {
        let path: String
        if let file = location.weightsFile { path = file } else { path = try Self.path(in: location.directory) }
        if WeightChoice.isIndex(path) {
            try self.init(shardsOf: path, in: location.directory)
        } else {
            try self.init(path: path, files: [SafetensorsFile(path: path)])
        }
    }

    private static func path(in directory: String) throws(CheckpointError) -> String {
        switch WeightChoice(among: fileNames(in: directory)) {
        case .file(let name): return directory + "/" + name
        case .several(let names): throw .ambiguousWeights(directory: directory, names: names)
        case .foreign(let names):
            if let name = names.first { throw .needsConversion(file: directory + "/" + name) }
            throw .incompleteModel(directory: directory, missing: WeightChoice.singleName)
        }
    }

    private init(path: String, files: [SafetensorsFile]) throws(CheckpointError) {
        self.path = path
        self.files = files
        tensors = files.flatMap(\.tensors)
        for (index, file) in files.enumerated() {
            for tensor in file.tensors {
                guard let other = owners.updateValue(index, forKey: tensor.name) else { continue }
                throw .inconsistentIndex(
                    file: path, reason: "“\(tensor.name)” is in \(files[other].path) and in \(file.path)")
            }
        }
    }

    /// Opens every file that the index mentions, and checks that each tensor is where the index has it.
    private convenience init(shardsOf index: String, in directory: String) throws(CheckpointError) {
        let locations = try Self.shards(of: index)
        var files: [SafetensorsFile] = []
        for name in Set(locations.values).sorted() { files.append(try SafetensorsFile(path: directory + "/" + name)) }
        try self.init(path: index, files: files)
        for (tensor, name) in locations.sorted(by: { $0.key < $1.key }) {
            guard file(of: tensor)?.path == directory + "/" + name else {
                throw .inconsistentIndex(file: index, reason: "“\(tensor)” is not in \(name)")
            }
        }
    }

    /// The file of each tensor, by an index.
    static func shards(of index: String) throws(CheckpointError) -> [String: String] {
        let locations = try ConfigurationFields(file: index).strings("weight_map")
        // The index comes from elsewhere; it must not lead out of its folder.
        for name in locations.values.sorted() where !isPlainName(name) {
            throw .inconsistentIndex(file: index, reason: "“\(name)” is not a plain file name")
        }
        return locations
    }

    /// Every file that holds weights.
    var paths: [String] { files.map(\.path) }

    /// The file that has the tensor of this full name.
    func file(of name: String) -> SafetensorsFile? { owners[name].map { files[$0] } }

    /// Reads every tensor of numbers, and throws for one that is not finite.
    func checkFinite() throws(CheckpointError) {
        for file in files { try file.checkFinite() }
    }
}
