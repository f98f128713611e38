import Tensors

/// Layer scale (Touvron et al. 2021, "Going deeper with image transformers"): a learned factor λ for each channel of
/// what a half of a block adds to the tokens.
///
/// λ · (W x + b) = (diag(λ) W) x + diag(λ) b, so it costs nothing once folded into the linear map before it.
struct LayerScale {
    /// (D)
    let factors: Tensor

    /// Rows of a weight (D, inputs), or elements of a bias (D), multiplied by their channel's factor.
    func folded(into weights: Tensor) -> Tensor {
        precondition(weights.shape[0] == factors.count, "\(weights.shape) does not have \(factors.count) channels")
        let inputs = weights.count / factors.count
        var scaled = weights
        scaled.withMutableSpan { elements in
            let factors = factors.span
            for channel in 0..<factors.count {
                for index in (channel * inputs)..<((channel + 1) * inputs) { elements[index] *= factors[channel] }
            }
        }
        return scaled
    }
}
