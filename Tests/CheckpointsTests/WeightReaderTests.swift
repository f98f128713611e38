import Checkpoints
import Tensors
import TestSupport
import Testing

/// Weights by name and shape, and the account at the end of who was left over.
struct WeightReaderTests {
    private static let shapes = [
        (name: "embeddings.cls_token", shape: [1, 1, 2]), (name: "embeddings.mask_token", shape: [1, 2]),
        (name: "encoder.layer.0.norm1.weight", shape: [2]), (name: "encoder.layer.1.norm1.weight", shape: [2]),
    ]

    @Test func scopesJoinNames() throws {
        let folder = try TemporaryFolder()
        let layer = try ModelFolder.weights(Self.shapes, in: folder).scope("encoder").scope("layer.1")
        #expect(layer.path == "encoder.layer.1.")
        #expect(layer.shape(of: "norm1.weight") == [2])
        #expect(layer.shape(of: "norm2.weight") == nil)
        #expect(try layer.tensor("norm1.weight", shape: [2]).elements == [0, 0])
    }

    @Test func missingTensorIsNamedWithThoseLikeIt() throws {
        let folder = try TemporaryFolder()
        let weights = try ModelFolder.weights(Self.shapes, in: folder)
        let error = CheckpointError.missingTensor(
            file: folder.path("model.safetensors"), name: "encoder.layer.1.norm2.weight",
            nearest: ["encoder.layer.1.norm1.weight", "encoder.layer.0.norm1.weight"])
        #expect(throws: error) { try weights.scope("encoder.layer.1").tensor("norm2.weight", shape: [2]) }
    }

    @Test func wrongShapeIsNamedWithBoth() throws {
        let folder = try TemporaryFolder()
        let weights = try ModelFolder.weights(Self.shapes, in: folder)
        let error = CheckpointError.wrongShape(
            file: folder.path("model.safetensors"), name: "embeddings.cls_token", expected: [1, 1, 3],
            found: [1, 1, 2])
        #expect(throws: error) { try weights.scope("embeddings").tensor("cls_token", shape: [1, 1, 3]) }
    }

    @Test func leftOverTensorsAreAllNamed() throws {
        let folder = try TemporaryFolder()
        let weights = try ModelFolder.weights(Self.shapes, in: folder)
        _ = try weights.scope("embeddings").tensor("cls_token", shape: [1, 1, 2])
        _ = try weights.tensor("encoder.layer.0.norm1.weight", shape: [2])
        let file = folder.path("model.safetensors")
        let both = ["embeddings.mask_token", "encoder.layer.1.norm1.weight"]
        #expect(throws: CheckpointError.unusedTensors(file: file, names: both)) { try weights.finish() }
        // A scope keeps the same account.
        #expect(throws: CheckpointError.unusedTensors(file: file, names: [both[1]])) {
            try weights.scope("encoder").finish(ignoring: ["mask_token"])
        }
        _ = try weights.tensor("encoder.layer.1.norm1.weight", shape: [2])
        try weights.finish(ignoring: ["mask_token"])
    }

    /// A tensor that was asked for in vain has not been taken.
    @Test func refusedTensorIsStillLeftOver() throws {
        let folder = try TemporaryFolder()
        let weights = try ModelFolder.weights([("a", [2])], in: folder)
        #expect(throws: CheckpointError.self) { try weights.tensor("a", shape: [3]) }
        #expect(throws: CheckpointError.unusedTensors(file: folder.path("model.safetensors"), names: ["a"])) {
            try weights.finish()
        }
    }

    /// `position_ids` of older CLIP checkpoints.
    @Test func integersMayBeLeft() throws {
        let folder = try TemporaryFolder()
        try folder.file("config.json", text: ModelFolder.configuration)
        try folder.file("model.safetensors", SafetensorsBytes.zeros([], integers: ModelFolder.anchor))
        let checkpoint = try Checkpoint(directory: folder.path)
        try checkpoint.openWeights().finish()
        #expect(try checkpoint.parameterCount == 0)
    }

    @Test(arguments: ["", "dinov2.", "backbone.", "module.", "teacher.backbone.", "module.vit."])
    func prefixesAreSeenThrough(_ prefix: String) throws {
        let folder = try TemporaryFolder()
        let shapes = Self.shapes.map { (name: prefix + $0.name, shape: $0.shape) } + [("classifier.weight", [3, 2])]
        let weights = try ModelFolder.weights(shapes, prefix: prefix, in: folder)
        #expect(weights.catalog.prefix == prefix)
        for (name, shape) in Self.shapes.dropFirst() { _ = try weights.tensor(name, shape: Shape(shape)) }
        // The head stands beside the encoder, without the prefix.
        _ = try weights.tensor("classifier.weight", shape: [3, 2])
        let file = folder.path("model.safetensors")
        #expect(throws: CheckpointError.unusedTensors(file: file, names: [prefix + "embeddings.cls_token"])) {
            try weights.finish()
        }
        try weights.finish(ignoring: ["embeddings.cls_token"])
        #expect(throws: CheckpointError.missingTensor(file: file, name: prefix + "no such thing", nearest: [])) {
            try weights.tensor("no such thing", shape: [])
        }
    }
}
