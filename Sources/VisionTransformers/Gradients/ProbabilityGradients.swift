package import Tensors

/// ∂y/∂A of one layer to be asked for when the backward pass is over: the two factors it is a product of, O(N·D).
package struct ProbabilityGradients: Sendable {
    /// The Queries whose rows are not all zero, ascending.
    package let queries: [Int]
    /// ∂y/∂(weighted sums) of those. (queries.count, D)
    private let outputGradient: Tensor
    /// (N, D)
    private let values: Tensor
    private let attention: ScaledAttention

    init(queries: [Int], outputGradient: Tensor, values: Tensor, attention: ScaledAttention) {
        self.queries = queries
        self.outputGradient = outputGradient
        self.values = values
        self.attention = attention
    }

    /// Where in `queries` those of these tokens are.
    package func places(of tokens: Range<Int>) -> Range<Int> {
        let first = queries.firstIndex { $0 >= tokens.lowerBound } ?? queries.count
        let end = queries.firstIndex { $0 >= tokens.upperBound } ?? queries.count
        return first..<end
    }

    /// Of some Queries, by their place in `queries`. → (heads, places.count, N)
    package func callAsFunction(of places: Range<Int>) -> Tensor {
        attention.probabilityGradients(outputGradient: outputGradient.rows(Array(places)), values: values)
    }
}

extension LayerGradient {
    /// ∂y/∂A for later: only the two matrices stay in memory, not all else that the way back needed.
    package func keptProbabilityGradients() -> ProbabilityGradients { backward.probabilityGradients }
}
