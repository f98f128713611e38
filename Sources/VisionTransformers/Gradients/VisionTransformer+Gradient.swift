package import ImageDecoding
package import Tensors

extension VisionTransformer {
    /// Whether the model was loaded with what a backward pass needs.
    public var isDifferentiable: Bool {
        precision == .float32 && blocks.allSatisfy { $0.attention.query.transpose != nil }
    }

    /// Runs the encoder forward, and an exact backward pass from a number y of its output to its first layer.
    ///
    /// Kept are four matrices a layer, O(L·N·D): the tokens that enter it, those between its halves, the weighted sums
    /// and the logarithms of what the softmax divided by. All else is computed again: Queries, Keys, Values and hidden
    /// values by linear maps, probabilities by tile.
    ///
    /// - Parameters:
    ///   - patches: from `patches(of:shortSide:)`.
    ///   - lowest: the layer to stop in.
    ///   - output: makes y and ∂y/∂tokens of the tokens after the last block, (N, D), before the final norm.
    ///   - visit: sees each layer, the last first, before the pass goes on to the layer below.
    /// - Returns: y
    package func differentiate(
        _ patches: Patches, downTo lowest: Int = 0,
        from output: (_ tokens: Tensor) throws(EncodingError) -> OutputGradient,
        visiting visit: (LayerGradient) throws(EncodingError) -> Void
    ) throws(EncodingError) -> Double {
        guard isDifferentiable else { throw .notDifferentiable }
        let lowest = try LayerSelection.some([lowest]).resolved(layerCount: layerCount)[0]
        let places = places(on: patches.geometry.grid).withRotaryInverse()
        var (tokens, activations) = try keepingActivations(of: patches, from: lowest, at: places)
        guard tokens.isFinite else { throw .notFinite(layer: layerCount - 1) }
        let target = try output(tokens)
        var gradient = target.gradient
        var rows = target.rows.count == places.tokenCount ? nil : target.rows
        for layer in (lowest..<layerCount).reversed() {
            try patches.values.workspace.checkTime()
            guard gradient.isFinite else { throw .notFinite(layer: layer) }
            let backward = blocks[layer].backward(
                consume gradient, of: rows, activations: activations.removeLast(), at: places)
            try visit(LayerGradient(layer: layer, goesOn: layer > lowest, backward: backward))
            if layer == lowest { break }
            gradient = backward.inputGradient()
            rows = nil
        }
        return target.value
    }

    /// The tokens after the last block, and what each block from `lowest` on keeps.
    private func keepingActivations(
        of patches: Patches, from lowest: Int, at places: TokenPlaces
    ) throws(EncodingError) -> (tokens: Tensor, activations: [BlockActivations]) {
        var tokens = try embed(patches)
        var trace: [LayerTrace] = []
        var activations: [BlockActivations] = []
        for (layer, block) in blocks.enumerated() {
            try patches.values.workspace.checkTime()
            if layer < lowest {
                tokens = block(consume tokens, at: places, recording: nil, into: &trace)
            } else {
                let (after, kept) = block.keepingActivations(tokens, at: places)
                tokens = after
                activations.append(kept)
            }
        }
        return (tokens, activations)
    }
}
