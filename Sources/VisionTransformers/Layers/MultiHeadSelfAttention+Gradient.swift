import Tensors

/// Queries or Keys on their way from the linear map to the dot product: what stays for the way back.
struct PreparedVectors {
    /// As the linear map made them. (tokens, D)
    let projected: Tensor
    /// Before the score function. (tokens, D)
    let placed: Tensor
    /// As they enter the dot product. (tokens, D)
    let prepared: Tensor
}

extension MultiHeadSelfAttention {
    /// As the attention itself, with what the way back needs. (N, D) → (N, D), (N, D), (heads, N)
    func keepingActivations(
        _ tokens: Tensor, at places: TokenPlaces, normalizedBy norm: LayerNorm
    ) -> (tokens: Tensor, weightedSum: Tensor, logSums: Tensor) {
        let projections = Linear.project(tokens, normalizedBy: norm, through: [query, key, value])
        let (weightedSum, kept) = BiasedAttention(attention: attention, bias: bias(at: places))(
            queries: prepared(projections[0], by: queryNorm, at: places),
            keys: prepared(projections[1], by: keyNorm, at: places), values: projections[2], keeping: .none,
            keepsLogSums: true)
        guard let logSums = kept.logSums else { preconditionFailure("logarithms were asked for") }
        return (projection(weightedSum, normalizedBy: innerNorm, addedTo: tokens), weightedSum, logSums)
    }

    /// Back through the output projection: ∂y/∂(weighted sums), with Q, K and V computed again.
    ///
    /// - Parameters:
    ///   - gradient: ∂y/∂(tokens after this half of the block) of these tokens. (rows.count, D)
    ///   - rows: the tokens whose gradient is not zero, or nil for all.
    func backward(
        _ gradient: consuming Tensor, of rows: [Int]?, activations: BlockActivations, at places: TokenPlaces,
        normalizedBy norm: LayerNorm
    ) -> AttentionBackward {
        let residual = gradient
        let weightedSum = rows.map(activations.weightedSum.rows) ?? activations.weightedSum
        let logSums = rows.map { activations.logSums.columns($0) } ?? activations.logSums
        let (queries, keys, values) = recomputed(activations.input, queriesOf: rows, at: places, normalizedBy: norm)
        let core = ScaledAttention.Backward(
            queries: queries.prepared, keys: keys.prepared, values: values, bias: nil, output: weightedSum,
            logSums: logSums, outputGradient: weightedSumGradient(residual, of: weightedSum))
        return AttentionBackward(
            layer: self, norm: norm, input: activations.input, rows: rows, residual: residual, queries: queries,
            keys: keys, core: core, places: places)
    }

    /// ∂y/∂(weighted sums) by ∂y/∂(their projection). (rows, D), (rows, D) → (rows, D)
    private func weightedSumGradient(_ gradient: Tensor, of weightedSum: Tensor) -> Tensor {
        guard let transpose = projection.transpose else { preconditionFailure("the model is not differentiable") }
        let projected = transpose(gradient)
        return innerNorm?.inputGradient(projected, of: weightedSum) ?? projected
    }

    private func recomputed(
        _ tokens: Tensor, queriesOf rows: [Int]?, at places: TokenPlaces, normalizedBy norm: LayerNorm
    ) -> (queries: PreparedVectors, keys: PreparedVectors, values: Tensor) {
        let projections: [Tensor]
        if let rows {
            projections =
                Linear.project(tokens.rows(rows), normalizedBy: norm, through: [query])
                + Linear.project(tokens, normalizedBy: norm, through: [key, value])
        } else {
            projections = Linear.project(tokens, normalizedBy: norm, through: [query, key, value])
        }
        return (
            steps(projections[0], by: queryNorm, at: places, tokens: rows),
            steps(projections[1], by: keyNorm, at: places, tokens: nil), projections[2]
        )
    }

    /// Q or K, step by step as `prepared`.
    private func steps(
        _ vectors: Tensor, by norm: LayerNorm?, at places: TokenPlaces, tokens: [Int]?
    ) -> PreparedVectors {
        let placed = placed(vectors, by: norm, at: places, tokens: tokens)
        return PreparedVectors(
            projected: vectors, placed: placed, prepared: scoreFunction.prepared(placed, headCount: headCount))
    }

    /// ∂y/∂(Q or K as the linear map made them) by ∂y/∂(as they entered the dot product), `tokens` as there.
    func projectedGradient(
        _ gradient: consuming Tensor, of vectors: PreparedVectors, by norm: LayerNorm?, at places: TokenPlaces,
        tokens: [Int]?
    ) -> Tensor {
        var gradient = scoreFunction.inputGradient(gradient, of: vectors.placed, headCount: headCount)
        if let back = places.rotaryInverse {
            gradient = back.turned(gradient, tokens: tokens, prefixCount: places.prefixCount, headCount: headCount)
        }
        guard let norm else { return gradient }
        let shape = gradient.shape
        let byHead: Shape = [shape[0] * headCount, headDimension]
        return norm.inputGradient(gradient.reshaped(to: byHead), of: vectors.projected.reshaped(to: byHead))
            .reshaped(to: shape)
    }
}
