import Tensors

extension BiasedAttention {
    /// As `ScaledAttention.queryGradients`; `tokens` are those whose Queries there are.
    func queryGradients(
        _ backward: ScaledAttention.Backward, of tokens: [Int], keyGradients: inout Tensor,
        valueGradients: inout Tensor, relevance: inout ScaledAttention.Relevance?
    ) -> Tensor {
        guard bias != nil else {
            return attention.queryGradients(
                backward, keyGradients: &keyGradients, valueGradients: &valueGradients, relevance: &relevance)
        }
        var parts: [Tensor] = []
        for tile in tiles(of: tokens.count) {
            var own = relevance.map { $0.within(tile) }
            parts.append(
                attention.queryGradients(
                    part(tile, of: backward, tokens: tokens), keyGradients: &keyGradients,
                    valueGradients: &valueGradients, relevance: &own))
            if let own { relevance?.result = own.result }
        }
        return Tensor.concatenating(parts, along: 0)
    }

    /// The relevance alone.
    func propagate(
        _ backward: ScaledAttention.Backward, of tokens: [Int], relevance: inout ScaledAttention.Relevance
    ) {
        guard bias != nil else { return attention.propagate(backward, relevance: &relevance) }
        for tile in tiles(of: tokens.count) {
            var own = relevance.within(tile)
            attention.propagate(part(tile, of: backward, tokens: tokens), relevance: &own)
            relevance.result = own.result
        }
    }

    /// Some of the Queries, with the bias of their scores.
    private func part(
        _ tile: Range<Int>, of backward: ScaledAttention.Backward, tokens: [Int]
    ) -> ScaledAttention.Backward {
        ScaledAttention.Backward(
            queries: backward.queries.rows(Array(tile)), keys: backward.keys, values: backward.values,
            bias: bias?.rows(of: Array(tokens[tile]), in: backward.queries.workspace),
            output: backward.output.rows(Array(tile)), logSums: backward.logSums.columns(tile),
            outputGradient: backward.outputGradient.rows(Array(tile)))
    }
}

extension ScaledAttention.Relevance {
    /// Of some of the Queries.
    fileprivate func within(_ queries: Range<Int>) -> ScaledAttention.Relevance {
        .init(weights: Array(weights[queries]), result: result)
    }
}
