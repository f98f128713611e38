import Tensors

/// The safetensors files of one checkpoint: `model.safetensors`, or the shards that its index names.
final class WeightFiles {
    /// The file that speaks for the checkpoint in messages: the only one, or the index.
    let path: String
    /// All tensors, file by file in the order of their bytes.
    let tensors: [StoredTensor]

    private let files: [SafetensorsFile]
    private var owners: [String: Int] = [:]

    static let singleName = "model.safetensors"
    static let indexName = "model.safetensors.index.json"
    /// What open_clip writes, in folders that may have transformers' beside it.
    static let openCLIPName = "open_clip_model.safetensors"

    /// Opens what the folder holds; the single file goes before the index, as it does in transformers.
    convenience init(directory: String) throws(CheckpointError) {
        let single = directory + "/" + Self.singleName
        let index = directory + "/" + Self.indexName
        if fileExists(single) {
            try self.init(path: single, files: [SafetensorsFile(path: single)])
        } else if fileExists(index) {
            try self.init(shardsOf: index, in: directory)
        } else if fileExists(directory + "/" + Self.openCLIPName) {
            try self.init(file: directory + "/" + Self.openCLIPName)
        } else {
            throw .incompleteModel(directory: directory, missing: Self.singleName)
        }
    }

    /// Opens one file, whatever its name.
    convenience init(file: String) throws(CheckpointError) {
        try self.init(path: file, files: [SafetensorsFile(path: file)])
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
        let fields = try ConfigurationFields(file: index)
        let locations = try fields.strings("weight_map")
        var files: [SafetensorsFile] = []
        for name in Set(locations.values).sorted() {
            // The index comes from elsewhere; it must not lead out of its folder.
            guard isPlainName(name) else {
                throw .inconsistentIndex(file: index, reason: "“\(name)” is not a plain file name")
            }
            files.append(try SafetensorsFile(path: directory + "/" + name))
        }
        try self.init(path: index, files: files)
        for (tensor, name) in locations.sorted(by: { $0.key < $1.key }) {
            guard file(of: tensor)?.path == directory + "/" + name else {
                throw .inconsistentIndex(file: index, reason: "“\(tensor)” is not in \(name)")
            }
        }
    }

    /// The file that has the tensor of this full name.
    func file(of name: String) -> SafetensorsFile? { owners[name].map { files[$0] } }
}
