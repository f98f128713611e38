internal import CKernels

extension LayerNorm {
    /// ∂y/∂x by ∂y/∂(this norm of x), in the gradient's own memory if nobody else holds it.
    /// (rows, channels), (rows, channels) → (rows, channels)
    package func inputGradient(_ gradient: consuming Tensor, of x: Tensor) -> Tensor {
        precondition(gradient.shape == x.shape && x.shape[1] == weight.count, "\(gradient.shape) and \(x.shape)")
        let (rows, threads) = (Int64(x.shape[0]), Int32(gradient.workspace.threads))
        let address = gradient.mutableAddress()
        withExtendedLifetime(x) {
            withDescription { norm in
                patchlens_layer_norm_gradient(
                    x.address, rows, Int64(weight.count), norm.pointee.weight, epsilon, address, 0, address, threads)
            }
        }
        return gradient
    }
}

extension Tensor {
    /// ∂y/∂x by ∂y/∂(x with each head's part of unit length), this being x: what `normalizedPerHead` has on the way
    /// back. (N, heads · dimension) → the same
    package func gradientOfNormalizing(_ gradient: consuming Tensor, headCount: Int) -> Tensor {
        precondition(gradient.shape == shape, "\(gradient.shape) and \(shape)")
        let dimension = shape[1] / headCount
        let address = gradient.mutableAddress()
        withExtendedLifetime(self) {
            patchlens_normalize_rows_gradient(self.address, Int64(count / dimension), Int64(dimension), address)
        }
        return gradient
    }
}
