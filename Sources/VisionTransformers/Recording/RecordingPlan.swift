import ImageDecoding
import Tensors

/// A `Recording` made definite for one model and one picture.
struct RecordingPlan {
    /// One for each layer of the encoder; nil where nothing is kept.
    let layers: [LayerRecording?]
    let keepsTokens: Bool

    init(
        _ recording: Recording, grid: PatchGrid, prefixTokenCount: Int, layerCount: Int, headCount: Int
    ) throws(EncodingError) {
        let heads = try recording.heads.resolved(headCount: headCount)
        let attentionLayers = try recording.layers.resolved(layerCount: layerCount)
        let projectionLayers = try recording.projectionLayers.resolved(layerCount: layerCount)
        var tokens: Set<Int> = []
        for query in recording.queries {
            tokens.formUnion(try query.tokens(in: grid, prefixTokenCount: prefixTokenCount))
        }
        let selection = ScaledAttention.Selection(queries: tokens.sorted(), heads: heads)
        layers = (0..<layerCount).map { layer in
            let attention = attentionLayers.contains(layer)
            let projections = projectionLayers.contains(layer)
            guard attention || projections else { return nil }
            return LayerRecording(
                layer: layer, selection: attention ? selection : .none, keepsQueriesAndKeys: projections)
        }
        keepsTokens = recording.keepsTokens
    }

    /// The last layer anything depends on; the encoder stops within it unless the tokens are wanted.
    var lastRecordedLayer: Int? { layers.lastIndex { $0 != nil } }
}

/// What one layer is to keep.
struct LayerRecording {
    let layer: Int
    let selection: ScaledAttention.Selection
    let keepsQueriesAndKeys: Bool
}
