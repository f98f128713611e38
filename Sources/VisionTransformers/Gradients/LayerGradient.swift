package import Tensors

/// A of one layer and ∂y/∂A, without an N×N array: rows of them are computed as they are asked for. To be used within
/// the visit that it was handed to.
package struct LayerGradient {
    /// The layer, counted from 0.
    package let layer: Int
    /// Whether the pass goes on below, so that the gradients are wanted in any case.
    let goesOn: Bool
    let backward: AttentionBackward

    /// How many heads there are.
    package var headCount: Int { backward.layer.headCount }
    /// N: how many tokens there are.
    package var tokenCount: Int { backward.input.shape[0] }
    /// The tokens that entered the block. (N, D)
    package var input: Tensor { backward.input }
    /// The Queries whose rows of ∂y/∂A are not all zero, ascending: [0] in the last layer where y depends on the class
    /// token alone; all tokens below it.
    package var queries: [Int] { backward.tokens }

    /// A of some Queries, by their place in `queries`. → (heads, places.count, N)
    package func probabilities(of places: Range<Int>) -> Tensor { backward.probabilities(of: places) }

    /// ∂y/∂A of some Queries, by their place in `queries`: A is taken as an input of A·V by itself, as autograd does
    /// where a library retains the gradient of its probabilities. → (heads, places.count, N)
    package func probabilityGradients(of places: Range<Int>) -> Tensor { backward.probabilityGradients(of: places) }

    /// Adds to `result` the row vector `weights` times this layer's relevance, the mean over heads of ReLU(A ⊙ ∂y/∂A)
    /// (Chefer, Gur and Wolf 2021), within the backward pass's own run through the attention. (N), (N) → (N)
    package func propagateRelevance(weights: [Double], into result: inout [Double]) {
        precondition(weights.count == tokenCount && result.count == tokenCount, "\(weights.count) weights")
        backward.propagateRelevance(
            weights: backward.rows.map { $0.map { weights[$0] } } ?? weights, into: &result, withGradients: goesOn)
    }

    /// ∂y/∂`input`. → (N, D)
    package func inputGradient() -> Tensor { backward.inputGradient() }

    /// What norm₁ makes of the tokens: what Queries, Keys and Values are made of. → (N, D)
    package func normalizedInput() -> Tensor { backward.norm(input) }

    /// ∂y/∂`normalizedInput`. → (N, D)
    package func normalizedInputGradient() -> Tensor { backward.normalizedInputGradient() }
}
