import Checkpoints
import Foundation
import TestSupport
import Testing

/// Which of a folder's files are read, and a model that is given as a file.
struct WeightChoiceTests {
    @Test(arguments: [
        (
            ["model.safetensors", "model.safetensors.index.json", "other.safetensors"],
            WeightChoice.file("model.safetensors")
        ),
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

    /// A small model's folder with its weights under another name.
    private func folder(weights name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (source, name) in [("config.json", "config.json"), ("model.safetensors", name)] {
            try folder.file(name, [UInt8](Data(contentsOf: URL(fileURLWithPath: SmallModel.directory + "/" + source))))
        }
        return folder
    }

    private static let tensorCount = 61

    @Test(arguments: ["open_clip_model.safetensors", "anything.safetensors"])
    func onlyFileOfTheFolder(_ name: String) throws {
        let folder = try folder(weights: name)
        #expect(try Checkpoint(directory: folder.path).tensors.count == Self.tensorCount)
    }

    /// The other file is no model's, and is not looked at.
    @Test func namedFile() throws {
        let folder = try folder(weights: "b.safetensors")
        try folder.file("a.safetensors")
        let checkpoint = try Checkpoint(named: folder.path("b.safetensors"), environment: [:])
        #expect(try checkpoint.tensors.count == Self.tensorCount)
        #expect(checkpoint.directory == folder.path)
        let names = ["a.safetensors", "b.safetensors"]
        #expect(throws: CheckpointError.ambiguousWeights(directory: folder.path, names: names)) {
            try Checkpoint(directory: folder.path).tensors
        }
    }

    @Test func namedIndex() throws {
        let index = ModelFolder.fixture("tiny/model.safetensors.index.json")
        let checkpoint = try Checkpoint(named: index, environment: [:])
        #expect(try checkpoint.parameterCount == 14_160)
        #expect(checkpoint.directory == ModelFolder.fixture("tiny"))
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
        let folder = try folder(weights: "model.safetensors")
        try folder.remove("model.safetensors")
        let file = try folder.file(name)
        let error = CheckpointError.needsConversion(file: file)
        #expect(throws: error) { try Checkpoint(named: file, environment: [:]) }
        #expect(throws: error) { try Checkpoint(directory: folder.path).tensors }
        try folder.remove("config.json")
        #expect(throws: error) { try Checkpoint(named: folder.path, environment: [:]) }
    }
}
