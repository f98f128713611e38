import Tensors

/// Scaled dot-product attention with a relative position bias, or without.
///
/// A bias has an element for every pair of tokens and head. It is made for some Queries at a time, so that no more than
/// their rows are ever in memory.
struct BiasedAttention {
    let attention: ScaledAttention
    let bias: PlacedBias?

    /// Queries whose rows of the bias are in memory at once.
    private static let queriesInTile = 256

    /// The weighted sums of all tokens and what is kept of them, as `ScaledAttention`.
    func callAsFunction(
        queries: Tensor, keys: Tensor, values: Tensor, keeping selection: ScaledAttention.Selection, keepsLogSums: Bool
    ) -> (output: Tensor, kept: ScaledAttention.Kept) {
        guard let bias else {
            return attention(
                queries: queries, keys: keys, values: values, keeping: selection, keepsLogSums: keepsLogSums)
        }
        var outputs: [Tensor] = []
        var kept: [ScaledAttention.Kept] = []
        for tile in tiles(of: queries.shape[0]) {
            let result = attention(
                queries: queries.rows(Array(tile)), keys: keys, values: values,
                bias: bias.rows(of: Array(tile), in: queries.workspace), keeping: selection.within(tile),
                keepsLogSums: keepsLogSums)
            outputs.append(result.output)
            kept.append(result.kept)
        }
        return (Tensor.concatenating(outputs, along: 0), .concatenating(kept))
    }

    /// Without the weighted sums.
    ///
    /// - Parameters:
    ///   - tokens: whose Queries those are.
    ///   - selection: of the tokens.
    func kept(
        queries: Tensor, keys: Tensor, of tokens: [Int], keeping selection: ScaledAttention.Selection,
        keepsLogSums: Bool
    ) -> ScaledAttention.Kept {
        let rows = selection.queries.compactMap { tokens.firstIndex(of: $0) }
        let selected = ScaledAttention.Selection(queries: rows, heads: selection.heads)
        guard let bias else {
            return attention.kept(queries: queries, keys: keys, keeping: selected, keepsLogSums: keepsLogSums)
        }
        return .concatenating(
            tiles(of: tokens.count).map { tile in
                attention.kept(
                    queries: queries.rows(Array(tile)), keys: keys,
                    bias: bias.rows(of: Array(tokens[tile]), in: queries.workspace), keeping: selected.within(tile),
                    keepsLogSums: keepsLogSums)
            })
    }

    /// A row vector times the attention, as `ScaledAttention.propagate`.
    func propagate(weights: [Double], queries: Tensor, keys: Tensor, logSums: Tensor, into result: inout [Double]) {
        guard let bias else {
            attention.propagate(weights: weights, queries: queries, keys: keys, logSums: logSums, into: &result)
            return
        }
        for tile in tiles(of: weights.count) {
            attention.propagate(
                weights: Array(weights[tile]), queries: queries.rows(Array(tile)), keys: keys,
                logSums: logSums.columns(tile), bias: bias.rows(of: Array(tile), in: queries.workspace), into: &result)
        }
    }

    func tiles(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: Self.queriesInTile).map { $0..<min($0 + Self.queriesInTile, count) }
    }
}

extension ScaledAttention.Selection {
    /// What of it lies in some rows, counted from the first of them.
    fileprivate func within(_ rows: Range<Int>) -> ScaledAttention.Selection {
        .init(queries: queries.filter(rows.contains).map { $0 - rows.lowerBound }, heads: heads)
    }
}

extension ScaledAttention.Kept {
    /// One after another, along the Queries.
    fileprivate static func concatenating(_ parts: [ScaledAttention.Kept]) -> ScaledAttention.Kept {
        let logSums = parts.compactMap(\.logSums)
        return .init(
            probabilities: Tensor.concatenating(parts.map(\.probabilities), along: 1),
            logSums: logSums.isEmpty ? nil : Tensor.concatenating(logSums, along: 1))
    }
}
