package import ImageDecoding
package import VisionTransformers

extension MapMethod {
    /// What this method's buffers take on a picture of this grid, in bytes: a bound, with the forward pass.
    package func memory(over grid: PatchGrid, in model: VisionTransformer) -> Int {
        model.forwardBytes(over: grid) + besideForwardPass(over: grid, model) + names.count * mapBytes(over: grid)
    }

    /// A map is there as numbers, fused or reordered once more, and as the levels that are drawn of it.
    private func mapBytes(over grid: PatchGrid) -> Int { 4 * grid.count * MemoryLayout<Float>.size }

    private func besideForwardPass(over grid: PatchGrid, _ model: VisionTransformer) -> Int {
        let (tokens, row) = (model.tokenBytes(over: grid), model.rowBytes(over: grid))
        let all = model.layerCount
        // Some rows of all heads at a time, and what is made of them.
        let tile = 2 * LayerProjections.rowsInTile * row
        func walk(_ layers: Int) -> Int { model.projectionBytes(over: grid, layers: layers) + tile }
        func wayBack(to layer: Int) -> Int { model.gradientBytes(over: grid, layers: all - layer) + tile }
        switch self {
        case let method as TokenAttention:
            let rows = method.queries.count * method.maps.layers.count * 3 * row
            return rows + (method.queries.contains(.patchMean) ? walk(method.maps.layers.count) : 0)
        case let method as ReceivedAttention: return walk(method.maps.layers.count)
        case let method as AttentionEntropy: return walk(method.maps.layers.count)
        case let method as AttentionDistance: return walk(method.maps.layers.count)
        case is AttentionRollout: return walk(all)
        case is GradientRollout:
            // The gradients' two factors of every layer are kept, too, where the way back was: in less than it had.
            return walk(all) + wayBack(to: 0)
        case let method as Relevance: return wayBack(to: method.isOfLastLayer ? all - 1 : 0)
        case let method as AttentionGradient: return wayBack(to: method.maps.layers.first ?? 0)
        case let method as GradCAM:
            let layer = method.layer < 0 ? all + method.layer : method.layer
            // A layer that is not there is refused before anything is taken.
            return (0..<all).contains(layer) ? wayBack(to: layer) : 0
        case let method as Saliency: return method.decoder.bytes(over: grid)
        default:
            // Copies of the patches' tokens or Keys, centred, normalised, packed, some of them in double.
            return 6 * tokens
        }
    }
}
