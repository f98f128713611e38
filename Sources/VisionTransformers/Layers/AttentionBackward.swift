import Tensors

/// One layer's attention on the way back: everything about A and ∂y/∂A, from which the gradient before the layer
/// follows.
///
/// A class, because the pass through the attention's tiles is made once: with the relevance, if that is asked for
/// first.
final class AttentionBackward {
    let layer: MultiHeadSelfAttention
    let norm: LayerNorm
    /// The tokens that entered the block. (N, D)
    let input: Tensor
    /// The tokens that have a gradient, which are the Queries; nil for all.
    let rows: [Int]?
    /// ∂y/∂(tokens after the attention half) of the rows, which the residual connection hands on. (rows, D)
    private let residual: Tensor
    private let queries: PreparedVectors
    private let keys: PreparedVectors
    private let core: ScaledAttention.Backward
    private let places: TokenPlaces
    private var gradients: Gradients?

    /// ∂y/∂Q of the rows, ∂y/∂K and ∂y/∂V of all tokens, as they enter the attention.
    private struct Gradients {
        let queries: Tensor
        let keys: Tensor
        let values: Tensor
    }

    init(
        layer: MultiHeadSelfAttention, norm: LayerNorm, input: Tensor, rows: [Int]?, residual: Tensor,
        queries: PreparedVectors, keys: PreparedVectors, core: ScaledAttention.Backward, places: TokenPlaces
    ) {
        self.layer = layer
        self.norm = norm
        self.input = input
        self.rows = rows
        self.residual = residual
        self.queries = queries
        self.keys = keys
        self.core = core
        self.places = places
    }

    private var attention: BiasedAttention {
        BiasedAttention(attention: layer.attention, bias: layer.bias(at: places))
    }

    /// The tokens that are Queries, ascending.
    var tokens: [Int] { rows ?? Array(0..<input.shape[0]) }

    /// A of some of the Queries, by their place. → (heads, places.count, N)
    func probabilities(of range: Range<Int>) -> Tensor {
        let tokens = tokens[range]
        let selection = ScaledAttention.Selection(queries: Array(tokens), heads: Array(0..<layer.headCount))
        return attention.kept(
            queries: core.queries.rows(Array(range)), keys: core.keys, of: Array(tokens), keeping: selection,
            keepsLogSums: false
        ).probabilities
    }

    /// ∂y/∂A of the same. → (heads, places.count, N)
    func probabilityGradients(of range: Range<Int>) -> Tensor {
        layer.attention.probabilityGradients(
            outputGradient: core.outputGradient.rows(Array(range)), values: core.values)
    }

    /// The same when the way back is over.
    var probabilityGradients: ProbabilityGradients {
        ProbabilityGradients(
            queries: tokens, outputGradient: core.outputGradient, values: core.values, attention: layer.attention)
    }

    /// result[k] += Σ weights[q] · mean over heads of ReLU(A ⊙ ∂y/∂A)[q, k], a weight for each Query. With the
    /// gradients on the way, if they are wanted and not there yet.
    func propagateRelevance(weights: [Double], into result: inout [Double], withGradients: Bool) {
        var relevance = ScaledAttention.Relevance(weights: weights, result: result)
        if withGradients, gradients == nil {
            var alongside: ScaledAttention.Relevance? = relevance
            gradients = computedGradients(&alongside)
            relevance = alongside ?? relevance
        } else {
            attention.propagate(core, of: tokens, relevance: &relevance)
        }
        result = relevance.result
    }

    /// ∂y/∂(tokens before the block). → (N, D)
    func inputGradient() -> Tensor {
        let (queryGradient, keyGradient, valueGradient) = projectedGradients()
        guard let rows else {
            return Linear.inputGradient(
                [queryGradient, keyGradient, valueGradient], through: [layer.query, layer.key, layer.value], of: input,
                normalizedBy: norm, addedTo: residual)
        }
        let ofKeys = Linear.inputGradient(
            [keyGradient, valueGradient], through: [layer.key, layer.value], of: input, normalizedBy: norm,
            addedTo: Tensor(zeros: input.shape, in: input.workspace))
        // The norm's way back is linear in the gradient, so that the Queries' part can be added by itself.
        let ofQueries = Linear.inputGradient(
            [queryGradient], through: [layer.query], of: input.rows(rows), normalizedBy: norm, addedTo: residual)
        return ofKeys.adding(ofQueries, toRows: rows)
    }

    /// ∂y/∂(what norm₁ makes of the tokens). → (N, D)
    func normalizedInputGradient() -> Tensor {
        let (queryGradient, keyGradient, valueGradient) = projectedGradients()
        let ofKeys = Linear.inputGradient(
            [keyGradient, valueGradient], through: [layer.key, layer.value], of: input,
            addedTo: Tensor(zeros: input.shape, in: input.workspace))
        let ofQueries = Linear.inputGradient(
            [queryGradient], through: [layer.query], of: input,
            addedTo: Tensor(zeros: queryGradient.shape, in: input.workspace))
        return ofKeys.adding(ofQueries, toRows: tokens)
    }

    /// ∂y/∂ of the linear maps' outputs.
    private func projectedGradients() -> (queries: Tensor, keys: Tensor, values: Tensor) {
        var none: ScaledAttention.Relevance?
        let gradients = self.gradients ?? computedGradients(&none)
        self.gradients = gradients
        return (
            layer.projectedGradient(
                gradients.queries, of: queries, by: layer.queryNorm, at: places, tokens: rows),
            layer.projectedGradient(gradients.keys, of: keys, by: layer.keyNorm, at: places, tokens: nil),
            gradients.values
        )
    }

    private func computedGradients(_ relevance: inout ScaledAttention.Relevance?) -> Gradients {
        var (ofKeys, ofValues) = (
            Tensor(zeros: core.keys.shape, in: input.workspace), Tensor(zeros: core.keys.shape, in: input.workspace)
        )
        let ofQueries = attention.queryGradients(
            core, of: tokens, keyGradients: &ofKeys, valueGradients: &ofValues, relevance: &relevance)
        return Gradients(queries: ofQueries, keys: ofKeys, values: ofValues)
    }
}
