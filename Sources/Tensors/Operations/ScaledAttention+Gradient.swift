internal import CKernels

extension ScaledAttention {
    /// What a backward pass through the attention of some Queries starts from.
    package struct Backward {
        /// (queries, heads · dimension)
        package let queries: Tensor
        /// (keys, heads · dimension), and `values` likewise.
        package let keys: Tensor
        package let values: Tensor
        /// (heads or 1, queries, keys), as it was when this attention ran.
        package let bias: Tensor?
        /// The weighted sums that came out. (queries, heads · dimension)
        package let output: Tensor
        /// (heads, queries), as kept then.
        package let logSums: Tensor
        /// ∂y/∂output. (queries, heads · dimension)
        package let outputGradient: Tensor

        package init(
            queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor?, output: Tensor, logSums: Tensor,
            outputGradient: Tensor
        ) {
            self.queries = queries
            self.keys = keys
            self.values = values
            self.bias = bias
            self.output = output
            self.logSums = logSums
            self.outputGradient = outputGradient
        }
    }

    /// A row vector times Chefer's relevance matrix of a layer, the mean of its heads' ReLU(A ⊙ ∂y/∂A), on the way.
    package struct Relevance {
        /// One for each Query.
        package let weights: [Double]
        /// One for each Key; added to.
        package var result: [Double]

        package init(weights: [Double], result: [Double]) {
            self.weights = weights
            self.result = result
        }
    }

    /// ∂y/∂Q of these Queries; their part of ∂y/∂K and ∂y/∂V is added to `keyGradients` and `valueGradients`.
    /// Probabilities are made again tile by tile, and none is kept.
    package func queryGradients(
        _ backward: Backward, keyGradients: inout Tensor, valueGradients: inout Tensor, relevance: inout Relevance?
    ) -> Tensor {
        precondition(
            keyGradients.shape == backward.keys.shape && valueGradients.shape == backward.keys.shape,
            "\(keyGradients.shape) and \(valueGradients.shape) for \(backward.keys.shape)")
        var queryGradients = Tensor(uninitialized: backward.queries.shape, in: backward.queries.workspace)
        var gradient = patchlens_attention_gradient()
        gradient.query_gradient = queryGradients.mutableAddress()
        gradient.key_gradient = keyGradients.mutableAddress()
        gradient.value_gradient = valueGradients.mutableAddress()
        gradient.adds = 1
        run(&gradient, backward, &relevance)
        return queryGradients
    }

    /// The relevance alone.
    package func propagate(_ backward: Backward, relevance: inout Relevance) {
        var gradient = patchlens_attention_gradient()
        var optional: Relevance? = relevance
        run(&gradient, backward, &optional)
        if let optional { relevance = optional }
    }

    /// ∂y/∂probabilities = ∂y/∂output · Vᵀ of all these Queries. → (heads, queries, keys)
    package func probabilityGradients(outputGradient: Tensor, values: Tensor) -> Tensor {
        precondition(outputGradient.shape[1] == values.shape[1], "\(outputGradient.shape) and \(values.shape)")
        var result = Tensor(
            uninitialized: [headCount, outputGradient.shape[0], values.shape[0]], in: outputGradient.workspace)
        let address = result.mutableAddress()
        var attention = description(outputGradient, values, values, nil)
        let status = withExtendedLifetime((outputGradient, values)) {
            patchlens_probability_gradients(
                &attention, outputGradient.address, address, Int32(outputGradient.workspace.threads))
        }
        precondition(status == 0, "out of memory in attention over \(values.shape[0]) tokens")
        return result
    }

    private func run(
        _ gradient: inout patchlens_attention_gradient, _ backward: Backward, _ relevance: inout Relevance?
    ) {
        let shape = backward.queries.shape
        precondition(backward.output.shape == shape && backward.outputGradient.shape == shape, "\(shape)")
        precondition(backward.logSums.shape == [headCount, shape[0]], "\(backward.logSums.shape)")
        precondition(relevance.map { $0.weights.count == shape[0] } ?? true, "a weight for each of \(shape[0]) Queries")
        precondition(relevance.map { $0.result.count == backward.keys.shape[0] } ?? true, "a sum for each Key")
        var attention = description(backward.queries, backward.keys, backward.values, backward.bias)
        // only read, but the kernel that writes them shares the description
        attention.output = UnsafeMutablePointer(mutating: backward.output.address)
        attention.log_sums = UnsafeMutablePointer(mutating: backward.logSums.address)
        gradient.output_gradient = backward.outputGradient.address
        let weights = relevance?.weights ?? []
        var result = relevance?.result ?? []
        relevance = nil  // so that the sums are not copied
        let status = withExtendedLifetime(backward) {
            weights.withUnsafeBufferPointer { weights in
                result.withUnsafeMutableBufferPointer { result in
                    withUnsafePointer(to: attention) { attention in
                        gradient.attention = attention
                        gradient.weights = weights.isEmpty ? nil : weights.baseAddress
                        gradient.relevance = result.baseAddress
                        return patchlens_attention_gradient_run(&gradient, Int32(backward.queries.workspace.threads))
                    }
                }
            }
        }
        precondition(status == 0, "out of memory in attention over \(backward.keys.shape[0]) tokens")
        if !weights.isEmpty { relevance = Relevance(weights: weights, result: result) }
    }
}
