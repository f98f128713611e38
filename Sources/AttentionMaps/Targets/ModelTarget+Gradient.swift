package import ImageDecoding
package import VisionTransformers

extension ModelTarget {
    /// The encoder forward, and back from this target.
    ///
    /// - Parameters:
    ///   - lowest: the layer to stop in.
    ///   - begin: is told how the output is read from the tokens, before any layer is seen.
    ///   - visit: sees the layers, the last first.
    /// - Returns: y
    @discardableResult
    func differentiate(
        _ patches: Patches, in model: VisionTransformer, downTo lowest: Int = 0,
        reading begin: (OutputReading) -> Void, visiting visit: (LayerGradient) -> Void
    ) throws(MethodError) -> Double {
        try MethodError.wrapping { () throws(EncodingError) in
            try model.differentiate(patches, downTo: lowest) { tokens throws(EncodingError) in
                let head = model.headGradient(of: output, at: tokens)
                begin(head.reading)
                return head.output
            } visiting: { layer throws(EncodingError) in
                visit(layer)
            }
        }
    }

    /// y of a picture, without going back further than to the last block.
    package func value(on patches: Patches, in model: VisionTransformer) throws(MethodError) -> Double {
        try differentiate(patches, in: model, downTo: model.layerCount - 1) { _ in
        } visiting: { _ in
        }
    }

    /// Throws what stands against gradients of this target in this model.
    func checkGradients(of model: VisionTransformer, for method: MethodName) throws(MethodError) {
        guard model.isDifferentiable else { throw .encoding(.notDifferentiable) }
        try check(model, for: method)
    }
}

extension AttentionMap {
    /// What a method without layer or head makes of a row over all tokens.
    init(tokens row: [Double], after prefixCount: Int, on patches: Patches, by method: MethodName) {
        self.init(
            values: row.dropFirst(prefixCount).map { Float($0) }, geometry: patches.geometry, layer: nil,
            source: .method(method.rawValue))
    }
}
