public import ImageDecoding
public import Tensors

extension VisionTransformer {
    /// The tokens as a layer leaves them: prefix tokens, then patches row by row. As timm's `get_intermediate_layers`,
    /// they are what the next layer receives; the final norm can be applied to them, as if the layer were the last.
    ///
    /// - Parameter layer: counted from 0, or from the end when negative.
    /// - Returns: (N, D)
    public func tokens(
        after layer: Int, on patches: Patches, normalized: Bool = false
    ) throws(EncodingError) -> Tensor {
        let index = try LayerSelection.some([layer]).resolved(layerCount: layerCount)[0]
        var tokens = try embed(patches)
        var trace: [LayerTrace] = []
        let places = places(on: patches.geometry.grid)
        for block in blocks.prefix(index + 1) {
            try patches.values.workspace.checkTime()
            tokens = block(consume tokens, at: places, recording: nil, into: &trace)
        }
        if normalized { tokens = output.normalized(tokens) }
        guard tokens.isFinite else { throw .notFinite(layer: index) }
        return tokens
    }
}
