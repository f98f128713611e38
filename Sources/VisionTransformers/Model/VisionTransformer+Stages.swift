import Checkpoints
public import ImageDecoding
public import Tensors

extension VisionTransformer {
    /// The four stages of attention of one token in one layer, each as a value: Q, K, V; scores; probabilities;
    /// weighted sum. For looking at one step of the computation; `encode` is the way to maps.
    ///
    /// - Parameter layer: counted from 0, or from the end when negative.
    public func attentionStages(
        on patches: Patches, layer: Int = -1, query: AttentionQuery = .classToken
    ) throws(EncodingError) -> AttentionStages {
        let index = try LayerSelection.some([layer]).resolved(layerCount: layerCount)[0]
        let token = try query.tokens(in: patches.geometry.grid, prefix: configuration.prefix)[0]
        return blocks[index].stages(
            try tokens(entering: layer, on: patches), at: places(on: patches.geometry.grid), query: token)
    }

    /// The tokens as a layer receives them, before its first norm: prefix tokens, then patches row by row.
    ///
    /// - Parameter layer: counted from 0, or from the end when negative.
    /// - Returns: (N, D)
    public func tokens(entering layer: Int, on patches: Patches) throws(EncodingError) -> Tensor {
        let index = try LayerSelection.some([layer]).resolved(layerCount: layerCount)[0]
        var tokens = try embed(patches)
        var trace: [LayerTrace] = []
        let places = places(on: patches.geometry.grid)
        for block in blocks.prefix(index) {
            try patches.values.workspace.checkTime()
            tokens = block(consume tokens, at: places, recording: nil, into: &trace)
        }
        return tokens
    }

    /// The same model with another score function in some layers: what if heads compared by cosine?
    public func scoring(
        by scoreFunction: ScoreFunction, in layers: LayerSelection = .all
    ) throws(EncodingError) -> VisionTransformer {
        var copy = self
        for index in try layers.resolved(layerCount: layerCount) {
            copy.blocks[index].attention.scoreFunction = scoreFunction
        }
        return copy
    }
}
