import Checkpoints
import Tensors

/// DINOv2 (Oquab et al. 2023) by the names that Hugging Face gives its weights.
///
/// A class token in front of the patches; learned positions on a square grid, resized bicubically; pre-norm blocks with
/// layer scale.
struct DINOv2 {
    let configuration: ModelConfiguration
    let weights: WeightReader
    /// Of the encoder blocks (`BlockPrecision`) and, at least, of the patch embedding.
    let precision: Precision

    /// Weights pass through here on the way to being packed: the layers have the same few sizes, so that all of them
    /// take the memory of one.
    private let workspace = Workspace()

    private var channels: Int { configuration.hiddenSize }

    func model(preprocessor: PreprocessorConfiguration) throws(ModelError) -> VisionTransformer {
        try checkSupported()
        let embeddings = weights.scope("embeddings")
        let positions = try positionEmbeddings(embeddings)
        var blocks: [EncoderBlock] = []
        for layer in 0..<configuration.layerCount {
            let precisions = BlockPrecision(of: precision, layer: layer)
            blocks.append(try block(weights.scope("encoder").scope("layer.\(layer)"), precisions))
        }
        let model = VisionTransformer(
            configuration: configuration, precision: precision,
            preprocessing: preprocessor.preprocessing(patchSize: configuration.patchSize),
            patchEmbedding: try patchEmbedding(embeddings), prefixTokens: positions.classToken,
            positionEmbedding: positions.patches, blocks: blocks, norm: try norm(weights, "layernorm"))
        workspace.trim()
        // The mask token stands for hidden patches in training and is never seen again.
        try ModelError.wrapping { () throws(CheckpointError) in
            try weights.finish(allowing: ["embeddings.mask_token"])
        }
        return model
    }

    private func checkSupported() throws(ModelError) {
        guard configuration.feedForward == .mlp(.gelu) else {
            throw .unsupported("a feed-forward part other than an MLP with GELU: \(configuration.feedForward)")
        }
        guard configuration.registerTokenCount == 0 else { throw .unsupported("register tokens in DINOv2") }
    }

    private func patchEmbedding(_ weights: WeightReader) throws(ModelError) -> PatchEmbedding {
        let scope = weights.scope("patch_embeddings").scope("projection")
        let side = configuration.patchSize
        // A convolution's kernel (D, 3, P, P), flattened: patches are laid out in the same order.
        let kernel = try tensor(scope, "weight", [channels, 3, side, side])
        return PatchEmbedding(
            projection: try linear(
                kernel.reshaped(to: [channels, 3 * side * side]), try tensor(scope, "bias", [channels]),
                BlockPrecision.patchEmbedding(of: precision)))
    }

    /// The class token has a position of its own, the first; it never moves, so it is added once and for all.
    private func positionEmbeddings(
        _ weights: WeightReader
    ) throws(ModelError) -> (classToken: Tensor, patches: PositionEmbedding) {
        let (rows, columns) = configuration.positionGrid
        let classToken = try tensor(weights, "cls_token", [1, 1, channels]).reshaped(to: [1, channels])
        let positions = try tensor(weights, "position_embeddings", [1, 1 + rows * columns, channels])
            .reshaped(to: [1 + rows * columns, channels])
        let placed = Tensor.concatenating(
            Tensor(zeros: [0, channels]), sumOf: classToken, and: positions.rows([0]))
        let patches = PositionEmbedding(
            learned: positions.rows(Array(1...(rows * columns))), rows: rows, columns: columns,
            interpolation: .bicubic)
        return (placed, patches)
    }

    private func block(_ weights: WeightReader, _ precision: BlockPrecision) throws(ModelError) -> EncoderBlock {
        let hidden = configuration.intermediateSize
        return EncoderBlock(
            norm1: try norm(weights, "norm1"),
            attention: try attention(weights, precision.attention),
            norm2: try norm(weights, "norm2"),
            mlp: MLP(
                expansion: try linear(
                    weights.scope("mlp"), "fc1", from: channels, to: hidden, precision.mlp,
                    roundsSums: precision.mlpRoundsSums),
                contraction: try linear(
                    weights.scope("mlp"), "fc2", from: hidden, to: channels, precision.mlp,
                    scaledBy: try layerScale(weights, "layer_scale2"), roundsSums: precision.mlpRoundsSums)))
    }

    private func attention(
        _ weights: WeightReader, _ precision: Precision
    ) throws(ModelError) -> MultiHeadSelfAttention {
        let projections = weights.scope("attention").scope("attention")
        let hasBias = configuration.hasQueryKeyValueBias
        return MultiHeadSelfAttention(
            query: try linear(projections, "query", from: channels, to: channels, precision, hasBias: hasBias),
            key: try linear(projections, "key", from: channels, to: channels, precision, hasBias: hasBias),
            value: try linear(projections, "value", from: channels, to: channels, precision, hasBias: hasBias),
            projection: try linear(
                weights.scope("attention").scope("output"), "dense", from: channels, to: channels, precision,
                scaledBy: try layerScale(weights, "layer_scale1")),
            headCount: configuration.headCount)
    }

    private func layerScale(_ weights: WeightReader, _ name: String) throws(ModelError) -> LayerScale? {
        guard configuration.hasLayerScale else { return nil }
        return LayerScale(factors: try tensor(weights.scope(name), "lambda1", [channels]))
    }

    private func norm(_ weights: WeightReader, _ name: String) throws(ModelError) -> LayerNorm {
        let scope = weights.scope(name)
        return LayerNorm(
            weight: try tensor(scope, "weight", [channels]), bias: try tensor(scope, "bias", [channels]),
            epsilon: Float(configuration.layerNormEpsilon))
    }

    private func linear(
        _ weights: WeightReader, _ name: String, from inputs: Int, to outputs: Int, _ precision: Precision,
        hasBias: Bool = true, scaledBy scale: LayerScale? = nil, roundsSums: Bool = false
    ) throws(ModelError) -> Linear {
        let scope = weights.scope(name)
        let weight = try tensor(scope, "weight", [outputs, inputs])
        let bias = hasBias ? try tensor(scope, "bias", [outputs]) : nil
        guard let scale else { return try linear(weight, bias, precision, roundsSums: roundsSums) }
        return try linear(
            scale.folded(into: weight), bias.map(scale.folded(into:)), precision, roundsSums: roundsSums)
    }

    private func linear(
        _ weight: Tensor, _ bias: Tensor?, _ precision: Precision, roundsSums: Bool = false
    ) throws(ModelError) -> Linear {
        do {
            return try Linear(weight: weight, bias: bias, precision: precision, roundsSums: roundsSums)
        } catch {
            throw .packing(error)
        }
    }

    private func tensor(_ weights: WeightReader, _ name: String, _ shape: Shape) throws(ModelError) -> Tensor {
        try ModelError.wrapping { () throws(CheckpointError) in try weights.tensor(name, shape: shape, in: workspace) }
    }
}
