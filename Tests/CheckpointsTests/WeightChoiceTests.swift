import Checkpoints
import TestSupport
import Testing

/// Which of a folder's files are read, and a model that is given as a file.
struct WeightChoiceTests {
    @Test(arguments: [
        (["model.safetensors", "model.safetensors.index.json", "other.safetensors"], WeightChoice.file("model.safetensors")),
        (["model.safetensors.index.json", "model-1.safetensors"], .file("model.safetensors.index.json")),
        (["open_clip_model.safetensors", "a.safetensors", "pytorch_model.bin"], .file("open_clip_model.safetensors")),
        (["dinov2.safetensors", "pytorch_model.bin", "config.json"], .file("dinov2.safetensors")),
        (["x.safetensors.index.json", "x-1.safetensors", "x-2.safetensors"], .file("x.safetensors.index.json")),
        (["b.safetensors", "a.safetensors"], .several(["a.safetensors", "b.safetensors"])),
        (["model.onnx", "pytorch_model.bin", "training_args.bin"], .foreign(["pytorch_model.bin", "model.onnx"])),
        ([".hidden.safetensors", "sub/a.safetensors", "config.json"], .foreign([])),
    ])
    func choices(names: [String], expected: WeightChoice) {
        #expect(WeightChoice(among: names) == expected)
    }

    /// A folder with a configuration and these weights, each file with one tensor of its own name.
    private func folder(_ names: String...) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.file("config.json", text: ModelFolder.configuration)
        for name in names { try folder.file(name, SafetensorsBytes.zeros([(name, [1])])) }
        return folder
    }

    @Test func onlyFileOfTheFolder() throws {
        let folder = try folder("open_clip_model.safetensors")
        #expect(try Checkpoint(directory: folder.path).tensors.map(\.name) == ["open_clip_model.safetensors"])
    }

    @Test func namedFile() throws {
        let folder = try folder("a.safetensors", "b.safetensors")
        let checkpoint = try Checkpoint(named: folder.path("b.safetensors"), environment: [:])
        #expect(try checkpoint.tensors.map(\.name) == ["b.safetensors"])
        #expect(checkpoint.directory == folder.path)
        #expect(throws: CheckpointError.ambiguousWeights(directory: folder.path, names: ["a.safetensors", "b.safetensors"]))
        { try Checkpoint(directory: folder.path).tensors }
    }

    @Test func namedIndex() throws {
        let folder = try folder("1.safetensors", "model.safetensors")
        let index = try folder.file("x.safetensors.index.json", text: #"{"weight_map": {"1.safetensors": "1.safetensors"}}"#)
        #expect(try Checkpoint(named: index, environment: [:]).tensors.map(\.name) == ["1.safetensors"])
    }

    @Test func fileWithoutAConfiguration() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("model.safetensors", SafetensorsBytes.zeros([("a", [1])]))
        #expect(throws: CheckpointError.incompleteModel(directory: folder.path, missing: "config.json")) {
            try Checkpoint(named: file, environment: [:])
        }
    }

    @Test(arguments: ["pytorch_model.bin", "dino.pth", "model.onnx", "last.ckpt"])
    func otherFormats(_ name: String) throws {
        let folder = try folder()
        let file = try folder.file(name)
        let error = CheckpointError.needsConversion(file: file)
        #expect(throws: error) { try Checkpoint(named: file, environment: [:]) }
        #expect(throws: error) { try Checkpoint(directory: folder.path).tensors }
        try folder.remove("config.json")
        #expect(throws: error) { try Checkpoint(named: folder.path, environment: [:]) }
    }
}
