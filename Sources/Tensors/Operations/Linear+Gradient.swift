internal import CKernels

extension Linear {
    /// The gradient before some maps of the same rows, added to what there is: gradient + Σ ∂y/∂(map's output) · W,
    /// through the norm that comes before the maps, if there is one.
    /// In the gradient's own memory if nobody else holds it.
    ///
    /// - Parameters:
    ///   - gradients: ∂y/∂ of each map's outputs, (rows, outputs)
    ///   - layers: the maps, each with its `transpose`.
    ///   - input: the rows that entered the norm, (rows, inputs); without a norm they are not looked at.
    ///   - gradient: what is added to, (rows, inputs)
    package static func inputGradient(
        _ gradients: [Tensor], through layers: [Linear], of input: Tensor, normalizedBy norm: LayerNorm? = nil,
        addedTo gradient: consuming Tensor
    ) -> Tensor {
        let transposes = layers.map { $0.required() }
        let shape = gradient.shape
        precondition(input.shape == shape || norm == nil, "\(input.shape) and \(shape) differ")
        for (transpose, from) in zip(transposes, gradients) {
            precondition(from.shape == [shape[0], transpose.inputs] && transpose.outputs == shape[1], "\(from.shape)")
        }
        precondition(norm.map { $0.weight.count == shape[1] } ?? true, "the norm does not fit \(shape)")
        let projections = zip(transposes, gradients).map {
            patchlens_projection_gradient(transpose: $0.layer, gradient: $1.address)
        }
        let threads = Int32(gradient.workspace.threads)
        let address = gradient.mutableAddress()
        let status = withExtendedLifetime((gradients, transposes, input)) {
            norm.withDescription { norm in
                patchlens_project_gradient(
                    input.address, Int64(shape[0]), norm, projections, Int64(projections.count), address, threads)
            }
        }
        precondition(status == 0, "out of memory in a product of \(shape)")
        return gradient
    }

    /// ∂y/∂tokens by ∂y/∂(tokens + feed-forward part), as of `feedForward` or, with a `value`, of `gatedFeedForward`.
    /// In the gradient's own memory if nobody else holds it. (rows, D) → (rows, D)
    ///
    /// - Parameters:
    ///   - gradient: ∂y/∂ of what the part returned.
    ///   - tokens: what had entered it.
    package static func feedForwardGradient(
        _ gradient: consuming Tensor, of tokens: Tensor, normalizedBy norm: LayerNorm, expansion: Linear,
        value: Linear? = nil, activation: Activation, innerNorm: LayerNorm?, contraction: Linear
    ) -> Tensor {
        precondition(gradient.shape == tokens.shape && tokens.shape[1] == expansion.inputs, "\(gradient.shape)")
        let back = (expansion.required(), value?.required(), contraction.required())
        let (rows, threads) = (Int64(tokens.shape[0]), Int32(gradient.workspace.threads))
        let address = gradient.mutableAddress()
        let status = norm.withDescription { norm in
            innerNorm.withDescription { innerNorm in
                var mlp = patchlens_mlp(
                    norm: norm, expansion: expansion.layer, value: value?.layer, activation: activation.raw,
                    inner_norm: innerNorm, contraction: contraction.layer)
                var transposes = patchlens_mlp_transposes(
                    expansion: back.0.layer, value: back.1?.layer, contraction: back.2.layer)
                return withExtendedLifetime((expansion, value, contraction, back, tokens)) {
                    patchlens_feed_forward_gradient(tokens.address, rows, &mlp, &transposes, address, threads)
                }
            }
        }
        precondition(status == 0, "out of memory in a product of (\(rows), \(expansion.inputs))")
        return gradient
    }

    private func required() -> Linear {
        guard let transpose else { preconditionFailure("a backward pass through a map without its transpose") }
        return transpose
    }
}
