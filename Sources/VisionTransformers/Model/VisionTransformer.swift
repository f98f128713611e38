public import Checkpoints
public import ImageDecoding
public import Tensors

/// A Vision Transformer (Dosovitskiy et al. 2021): patches become tokens, tokens attend to each other layer by layer.
///
/// One structure for every family; a family is a configuration, the names of its weights and its prefix tokens
/// (`Families/`). Values of this type are immutable, and one can serve any number of threads.
public struct VisionTransformer: Sendable {
    /// The family and sizes.
    public let configuration: ModelConfiguration
    /// What the factors of the blocks' matrix products are rounded to.
    public let precision: Precision
    /// What is done to a picture before its patches are embedded; a copy can be changed and used in its place.
    public let preprocessing: PicturePreprocessing

    let patchEmbedding: PatchEmbedding
    /// (prefix tokens, D), each with its own position embedding added.
    let prefixTokens: Tensor
    let positionEmbedding: PositionEmbedding
    /// The layers, first to last.
    public internal(set) var blocks: [EncoderBlock]
    let norm: LayerNorm

    /// How many encoder layers there are.
    public var layerCount: Int { blocks.count }
    /// How many heads each layer has.
    public var headCount: Int { configuration.headCount }
    /// Tokens before the patches: class and registers.
    public var prefixTokenCount: Int { prefixTokens.shape[0] }

    /// The picture's patches, the whole of it, its short side resized to `shortSide` pixels.
    public func patches(
        of picture: Picture, shortSide: Int? = nil, in workspace: Workspace = Workspace(threads: Processor.count)
    ) throws(PatchError) -> Patches {
        var preprocessing = self.preprocessing
        if let shortSide { preprocessing.shortSide = shortSide }
        return try preprocessing.patches(of: picture, in: workspace)
    }

    /// Runs the encoder as far as `recording` needs it, on as many threads as the patches' workspace has.
    ///
    /// What is recorded does not change what is computed: tokens and attention are the same for every recording.
    public func encode(_ patches: Patches, recording: Recording = .tokens) throws(EncodingError) -> Encoding {
        let plan = try RecordingPlan(
            recording, grid: patches.geometry.grid, prefixTokenCount: prefixTokenCount, layerCount: layerCount,
            headCount: headCount)
        var tokens = try embed(patches)
        var trace: [LayerTrace] = []
        for (block, recording) in zip(blocks, plan.layers) {
            if let recording, recording.layer == plan.lastRecordedLayer, !plan.keepsTokens {
                trace.append(block.record(tokens, recording: recording))
                return try encoding(of: patches, trace: trace, tokens: nil)
            }
            tokens = block(consume tokens, recording: recording, into: &trace)
        }
        return try encoding(of: patches, trace: trace, tokens: plan.keepsTokens ? norm(tokens) : nil)
    }

    /// Class and register tokens, then the embedded patches with their positions. → (N, D)
    func embed(_ patches: Patches) throws(EncodingError) -> Tensor {
        guard patches.geometry.grid.patchSize == configuration.patchSize else {
            throw .patchesDoNotFit(found: patches.geometry.grid.patchSize, expected: configuration.patchSize)
        }
        let grid = patches.geometry.grid
        let embedded = patchEmbedding(patches)
        let positions = positionEmbedding(rows: grid.rows, columns: grid.columns)
        return Tensor.concatenating(prefixTokens, sumOf: embedded, and: positions)
    }

    /// A NaN that went unnoticed would become a blank map, which looks like an answer.
    private func encoding(
        of patches: Patches, trace: [LayerTrace], tokens: Tensor?
    ) throws(EncodingError) -> Encoding {
        for layer in trace where !layer.isFinite { throw .notFinite(layer: layer.layer) }
        if let tokens, !tokens.isFinite { throw .notFinite(layer: layerCount - 1) }
        let attention = AttentionTrace(
            geometry: patches.geometry, prefixTokenCount: prefixTokenCount, layers: trace)
        return Encoding(attention: attention, tokens: tokens)
    }
}
