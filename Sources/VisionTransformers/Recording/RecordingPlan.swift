import Checkpoints
import ImageDecoding
import Tensors

/// A `Recording` made definite for one model and one picture.
struct RecordingPlan {
    /// One for each layer of the encoder; nil where nothing is kept.
    let layers: [LayerRecording?]
    /// The heads that an attention pooling's probe is kept of, where it stands for the class token; nil where not.
    let probeHeads: [Int]?
    let keepsTokens: Bool
    let keepsTokenNorms: Bool

    init(_ recording: Recording, grid: PatchGrid, model: VisionTransformer) throws(EncodingError) {
        let heads = try recording.heads.resolved(headCount: model.headCount)
        let layerCount = model.layerCount
        let attentionLayers = try recording.layers.resolved(layerCount: layerCount)
        let projectionLayers = try recording.projectionLayers.resolved(layerCount: layerCount)
        let asksProbe = model.probeIsClassToken && recording.queries.contains(.classToken) && !attentionLayers.isEmpty
        // The probe sees the encoder's output alone, and is recorded by itself: it is no token among others.
        if asksProbe, attentionLayers != [layerCount - 1] || recording.queries != [.classToken] {
            throw .probeOnlyAfterLastLayer
        }
        var tokens: Set<Int> = []
        for query in recording.queries where !asksProbe {
            tokens.formUnion(
                try query.tokens(in: grid, prefix: model.configuration.prefix))
        }
        let selection = ScaledAttention.Selection(queries: tokens.sorted(), heads: heads)
        layers = (0..<layerCount).map { layer in
            let attention = attentionLayers.contains(layer) && !asksProbe
            let projections = projectionLayers.contains(layer)
            guard attention || projections else { return nil }
            return LayerRecording(
                layer: layer, selection: attention ? selection : .none, keepsQueriesAndKeys: projections)
        }
        probeHeads = asksProbe ? heads : nil
        keepsTokens = recording.keepsTokens
        keepsTokenNorms = recording.keepsTokenNorms
    }

    /// Whether the tokens after the last layer are needed.
    var needsEveryLayer: Bool { keepsTokens || keepsTokenNorms || probeHeads != nil }

    /// The last layer anything depends on; the encoder stops within it unless it needs every layer.
    var lastRecordedLayer: Int? { layers.lastIndex { $0 != nil } }
}

extension VisionTransformer {
    /// Whether an attention pooling's probe does what a class token does elsewhere: there is none of the latter.
    public var probeIsClassToken: Bool { !configuration.prefix.hasClassToken && output.attentionPooling != nil }

    /// Whether anything gathers what the picture as a whole is about, so that class attention can be asked for.
    public var hasClassAttention: Bool { configuration.prefix.hasClassToken || probeIsClassToken }
}

/// What one layer is to keep.
struct LayerRecording {
    let layer: Int
    let selection: ScaledAttention.Selection
    let keepsQueriesAndKeys: Bool
}
