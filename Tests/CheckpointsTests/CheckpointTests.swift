import Checkpoints
import Tensors
import TestSupport
import Testing

/// Whole folders: as transformers writes them, and with parts missing.
struct CheckpointTests {
    @Test func shardsAreOneCheckpoint() throws {
        let checkpoint = try Checkpoint(directory: ModelFolder.fixture("tiny"))
        #expect(checkpoint.name == "tiny")
        #expect(checkpoint.configuration.hiddenSize == 16 && checkpoint.configuration.intermediateSize == 32)
        #expect(checkpoint.preprocessor.mean == [0.48145466, 0.4578275, 0.40821073])
        // The index that transformers wrote says so.
        #expect(try checkpoint.parameterCount == 14_160)
        try expectWeights(
            of: checkpoint, toBeThoseIn: (1...3).map { "tiny/model-0000\($0)-of-00003.safetensors" }, prefix: "")
    }

    @Test func backboneOfAClassifier() throws {
        let checkpoint = try Checkpoint(directory: ModelFolder.fixture("tiny-classifier"))
        // There is no preprocessor_config.json; DINOv2's published one serves.
        #expect(checkpoint.preprocessor == .dinov2)
        try expectWeights(
            of: checkpoint, toBeThoseIn: ["tiny-classifier/model.safetensors"], prefix: "dinov2.")
    }

    /// Takes every tensor by its name less the prefix, and compares it with the files as the tests' reader reads them.
    private func expectWeights(of checkpoint: Checkpoint, toBeThoseIn files: [String], prefix: String) throws {
        let weights = try checkpoint.openWeights()
        #expect(weights.catalog.prefix == prefix)
        for file in files {
            let golden = try GoldenFile(path: ModelFolder.fixture(file))
            for name in golden.names {
                let short = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
                let tensor = try weights.tensor(short, shape: Shape(golden.shape(name)))
                #expect(try tensor.elements == golden.floats(name), "\(name)")
            }
        }
        try weights.finish()
    }

    @Test(arguments: ["config.json", "model.safetensors"])
    func missingFilesAreNamed(_ missing: String) throws {
        let folder = try TemporaryFolder()
        if missing != "config.json" { try folder.file("config.json", text: ModelFolder.configuration) }
        if missing != "model.safetensors" {
            try folder.file("model.safetensors", SafetensorsBytes.zeros([], integers: ModelFolder.anchor))
        }
        #expect(throws: CheckpointError.incompleteModel(directory: folder.path, missing: missing)) {
            try Checkpoint(directory: folder.path).openWeights()
        }
    }

    @Test(arguments: ["../elsewhere.safetensors", "/etc/passwd", "..", ".hidden", "", "sub/model.safetensors"])
    func indexMustNotLeadElsewhere(_ name: String) throws {
        let folder = try shardedFolder(index: #"{"weight_map": {"a": "\#(name)"}}"#)
        #expect(throws: inconsistent(folder, "“\(name)” is not a plain file name")) {
            try Checkpoint(directory: folder.path).openWeights()
        }
    }

    @Test func indexMustBeTrue() throws {
        let folder = try shardedFolder(index: #"{"weight_map": {"a": "1.safetensors", "b": "1.safetensors"}}"#)
        #expect(throws: inconsistent(folder, "“b” is not in 1.safetensors")) {
            try Checkpoint(directory: folder.path).tensors
        }
    }

    @Test func tensorInTwoShards() throws {
        let folder = try shardedFolder(index: #"{"weight_map": {"a": "1.safetensors", "c": "2.safetensors"}}"#)
        let reason = "“a” is in \(folder.path("1.safetensors")) and in \(folder.path("2.safetensors"))"
        #expect(throws: inconsistent(folder, reason)) { try Checkpoint(directory: folder.path).tensors }
    }

    @Test func indexMustNameFiles() throws {
        let folder = try shardedFolder(index: #"{"weight_map": {"a": 1}}"#)
        let error = CheckpointError.invalidValue(
            file: folder.path("model.safetensors.index.json"), key: "weight_map", expected: "an object of strings",
            found: "an object of a")
        #expect(throws: error) { try Checkpoint(directory: folder.path).tensors }
    }

    /// Two shards that both have a tensor `a`.
    private func shardedFolder(index: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.file("config.json", text: ModelFolder.configuration)
        try folder.file("1.safetensors", SafetensorsBytes.zeros([("a", [1])]))
        try folder.file("2.safetensors", SafetensorsBytes.zeros([("a", [1]), ("c", [1])]))
        try folder.file("model.safetensors.index.json", text: index)
        return folder
    }

    private func inconsistent(_ folder: TemporaryFolder, _ reason: String) -> CheckpointError {
        .inconsistentIndex(file: folder.path("model.safetensors.index.json"), reason: reason)
    }
}
