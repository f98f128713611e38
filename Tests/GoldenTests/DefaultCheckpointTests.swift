import Checkpoints
import Tensors
import Testing

/// The default model as `Tools/setup.sh` installs it; transformers' Dinov2Model takes the same file.
struct DefaultCheckpointTests {
    let checkpoint: Checkpoint

    init() throws { checkpoint = try Checkpoint(named: ModelStore.defaultModel) }

    /// The sizes of ViT-S/14 (Oquab et al., 2023, table 17).
    @Test func configuration() {
        let configuration = checkpoint.configuration
        #expect(configuration.family == .dinov2)
        #expect(configuration.hiddenSize == 384 && configuration.layerCount == 12 && configuration.headCount == 6)
        #expect(configuration.feedForward == .init(size: 1536, activation: .gelu))
        #expect(configuration.patchSize == 14 && configuration.imageSize == ImageSize(height: 518, width: 518))
        #expect(configuration.positionGrid == (37, 37))
        #expect(checkpoint.preprocessor == .dinov2)
    }

    /// 22,056,576 by transformers' count, less the 384 of the mask token, which the checkpoint does not have.
    @Test func sizes() throws {
        #expect(try checkpoint.tensors.count == 222)
        #expect(try checkpoint.parameterCount == 22_056_192)
    }

    /// Asks for every tensor that Dinov2Model has, by its name there and its shape, and no tensor is left.
    @Test func everyTensorIsThere() throws {
        let weights = try checkpoint.openWeights()
        try takeEmbeddings(weights.scope("embeddings"))
        for layer in 0..<12 { try takeLayer(weights.scope("encoder.layer.\(layer)")) }
        try takeNorm(weights.scope("layernorm"))
        try weights.finish()
    }

    /// Values as Python's safetensors reads them.
    @Test func values() throws {
        let weights = try checkpoint.openWeights()
        let norm = try weights.tensor("encoder.layer.3.norm1.weight", shape: [384])
        #expect(norm.elements[0..<3] == [1.4133514, 5.9270935, 1.8109901])
        let projection = try weights.tensor("encoder.layer.3.mlp.fc1.weight", shape: [1536, 384])
        #expect(projection[0, 1] == -0.0035817865 && projection[1535, 382] == 0.00040821536)
    }

    private func takeEmbeddings(_ weights: WeightReader) throws {
        _ = try weights.tensor("cls_token", shape: [1, 1, 384])
        _ = try weights.tensor("position_embeddings", shape: [1, 1 + 37 * 37, 384])
        try takeLinear(weights.scope("patch_embeddings.projection"), [384, 3, 14, 14])
    }

    private func takeLayer(_ weights: WeightReader) throws {
        for map in ["attention.query", "attention.key", "attention.value", "output.dense"] {
            try takeLinear(weights.scope("attention.\(map)"), [384, 384])
        }
        try takeLinear(weights.scope("mlp.fc1"), [1536, 384])
        try takeLinear(weights.scope("mlp.fc2"), [384, 1536])
        for index in 1...2 {
            try takeNorm(weights.scope("norm\(index)"))
            _ = try weights.tensor("layer_scale\(index).lambda1", shape: [384])
        }
    }

    private func takeNorm(_ weights: WeightReader) throws { try takeLinear(weights, [384]) }

    private func takeLinear(_ weights: WeightReader, _ shape: Shape) throws {
        _ = try weights.tensor("weight", shape: shape)
        _ = try weights.tensor("bias", shape: [shape[0]])
    }
}
