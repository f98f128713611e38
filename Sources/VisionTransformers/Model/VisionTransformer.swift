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
    /// Nil in families whose patches have their places otherwise.
    var positionEmbedding: PositionEmbedding?
    let rotaryEmbedding: RotaryPositionEmbedding?
    /// Before the first block, in CLIP.
    let preNorm: LayerNorm?
    /// The layers, first to last.
    public internal(set) var blocks: [EncoderBlock]
    let output: OutputHead

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
        let plan = try RecordingPlan(recording, grid: patches.geometry.grid, model: self)
        let places = places(on: patches.geometry.grid)
        var tokens = try embed(patches)
        var trace: [LayerTrace] = []
        for (block, recording) in zip(blocks, plan.layers) {
            try patches.values.workspace.checkTime()
            if let recording, recording.layer == plan.lastRecordedLayer, !plan.needsEveryLayer {
                trace.append(block.record(tokens, at: places, recording: recording))
                return try encoding(of: patches, trace: trace, tokens: nil, norms: nil)
            }
            tokens = block(consume tokens, at: places, recording: recording, into: &trace)
        }
        let norms = plan.keepsTokenNorms ? tokens.rowNorms : nil
        tokens = output.normalized(tokens)
        if let heads = plan.probeHeads, let probe = output.attentionPooling {
            trace.append(LayerTrace(probeOf: probe, over: tokens, heads: heads, layer: layerCount - 1))
        }
        return try encoding(of: patches, trace: trace, tokens: plan.keepsTokens ? tokens : nil, norms: norms)
    }

    /// Tokens in front of the patches, then the embedded patches with their positions; normalised if the family does
    /// that first. → (N, D)
    func embed(_ patches: Patches) throws(EncodingError) -> Tensor {
        guard patches.geometry.grid.patchSize == configuration.patchSize else {
            throw .patchesDoNotFit(found: patches.geometry.grid.patchSize, expected: configuration.patchSize)
        }
        let grid = patches.geometry.grid
        let embedded = patchEmbedding(patches)
        let positions = positionEmbedding?(rows: grid.rows, columns: grid.columns)
        let tokens =
            positions.map { Tensor.concatenating(prefixTokens, sumOf: embedded, and: $0) }
            ?? embedded.preceded(by: prefixTokens)
        return preNorm?(tokens) ?? tokens
    }

    func places(on grid: PatchGrid) -> TokenPlaces {
        TokenPlaces(
            rows: grid.rows, columns: grid.columns, prefixCount: prefixTokenCount,
            rotary: rotaryEmbedding?.table(rows: grid.rows, columns: grid.columns))
    }

    /// A NaN that went unnoticed would become a blank map, which looks like an answer.
    private func encoding(
        of patches: Patches, trace: [LayerTrace], tokens: Tensor?, norms: [Float]?
    ) throws(EncodingError) -> Encoding {
        for layer in trace where !layer.isFinite { throw .notFinite(layer: layer.layer) }
        if let tokens, !tokens.isFinite { throw .notFinite(layer: layerCount - 1) }
        if let norms, !norms.allSatisfy(\.isFinite) { throw .notFinite(layer: layerCount - 1) }
        let attention = AttentionTrace(
            geometry: patches.geometry, prefixTokenCount: prefixTokenCount, layers: trace)
        return Encoding(attention: attention, tokens: tokens, tokenNorms: norms)
    }
}
