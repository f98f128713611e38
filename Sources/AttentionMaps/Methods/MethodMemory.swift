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
        switch self {
        case let method as TokenAttention:
            let rows = method.queries.count * method.maps.layers.count * 3 * row
            return rows + (method.queries.contains(.patchMean) ? walk(method.maps.layers.count) : 0)
        case let method as ReceivedAttention: return walk(method.maps.layers.count)
        case let method as AttentionEntropy: return walk(method.maps.layers.count)
        case let method as AttentionDistance: return walk(method.maps.layers.count)
        case is AttentionRollout: return walk(all)
        case is GradientRollout:
            // The gradients' two factors of every layer are kept, too.
            return walk(all) + model.gradientBytes(over: grid, layers: all) + all * 2 * tokens + tile
        case is Relevance, is GradCAM, is AttentionGradient:
            return model.gradientBytes(over: grid, layers: all) + tile
        case is Saliency:
            // Eight cells a side, of 64 channels and fewer.
            return 64 * grid.count * 64 * MemoryLayout<Float>.size * 2
        default:
            // Copies of the patches' tokens or Keys, centred, normalised, packed, some of them in double.
            return 6 * tokens
        }
    }
}
