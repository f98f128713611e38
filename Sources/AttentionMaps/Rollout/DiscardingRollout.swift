import Tensors
import VisionTransformers

/// A rollout whose layers have lost their smallest values, or whose fused rows do not sum to 1: what `Rollout` cannot
/// do in one step.
///
/// With F a layer's heads fused and its ⌊r · N²⌋ smallest values set to zero, save F₀₀, and s its row sums, the class
/// row goes through R ← ÂR as r ← rÂ from the last layer to the first:
///
///     paper              Â_ij = ½ δ_ij + ½ F_ij / s_i
///     vit-explain        Â_ij = (F_ij + δ_ij) / (s_j + 1)
///     vit-explain-fixed  Â_ij = (F_ij + δ_ij) / (s_i + 1)
///
/// Nothing of N×N is kept. Each layer's attention is computed once, and twice more to find where its smallest values
/// end, which depends on all of them.
struct DiscardingRollout {
    let rule: AttentionRollout.Rule
    let fusion: HeadFusion
    let ratio: Double

    /// Q and K of every layer: the last one's smallest values depend on all of its rows, too.
    static func recording(of model: VisionTransformer) -> Recording {
        model.probeIsClassToken
            ? .attention(from: .classToken, in: .last).withQueriesAndKeys(in: .all) : .queriesAndKeys(in: .all)
    }

    /// Layers in the encoder's order, as `recording` keeps them. → the class row over all N tokens
    ///
    /// The probe of an attention pooling attends once, to the tokens after the last layer: its own fused row, of which
    /// nothing is discarded, is where the walk begins.
    func callAsFunction(_ layers: [LayerTrace]) throws(EncodingError) -> [Double] {
        guard let last = layers.last else { return [] }
        var row = [Double](repeating: 0, count: last.projections?.tokenCount ?? last.probabilities.shape[2])
        if let probe = layers.first(where: { $0.queries == [LayerTrace.probe] }) {
            probe.probabilities.propagate(weights: [1], fusing: fusion.operation, into: &row)
        } else {
            row[0] = 1
        }
        for layer in layers.reversed() {
            if let projections = layer.projections { row = try propagated(row, through: projections) }
        }
        return row
    }

    /// rÂ
    private func propagated(_ row: [Double], through layer: LayerProjections) throws(EncodingError) -> [Double] {
        let tokenCount = layer.tokenCount
        let threshold = try DiscardThreshold(ratio: ratio, tokenCount: tokenCount) { (take) throws(EncodingError) in
            try forEachTile(of: layer) { _, fused in take(fused) }
        }
        var ties = threshold.ties
        var result = [Double](repeating: 0, count: tokenCount)
        var sums: [Double] = []
        try forEachTile(of: layer) { tile, fused in
            var fused = fused
            let first = fused[0, 0, 0]
            var left = fused.discard(below: threshold.value, ties: &ties)
            if tile.lowerBound == 0, fused[0, 0, 0] != first {
                fused.withMutableSpan { $0[0] = first }
                left[0] += Double(first)
            }
            let weights = zip(row[tile], left).map(rule.weight)
            fused.propagate(weights: weights[...], fusing: .mean, into: &result)
            sums += left
        }
        for token in 0..<tokenCount {
            result[token] += rule.residual(row[token], sums[token])
            result[token] /= rule.columnDivisor(sums[token])
        }
        return result
    }

    /// Every tile's rows, and their attention with the heads fused, (1, rows, N).
    private func forEachTile(of layer: LayerProjections, _ body: (Range<Int>, Tensor) -> Void) throws(EncodingError) {
        for start in stride(from: 0, to: layer.tokenCount, by: LayerProjections.rowsInTile) {
            try layer.keys.workspace.checkTime()
            let tile = start..<min(start + LayerProjections.rowsInTile, layer.tokenCount)
            body(tile, layer.probabilities(of: tile).fusingHeads(fusion.operation))
        }
    }
}

extension AttentionRollout.Rule {
    /// What row i of F is multiplied by, of rᵢ and sᵢ.
    fileprivate func weight(_ r: Double, _ sum: Double) -> Double {
        switch self {
        case .paper: sum > 0 ? r / 2 / sum : 0
        case .vitExplain: r
        case .vitExplainFixed: r / (sum + 1)
        }
    }

    /// What comes by the residual connection. A row that lost all it had has nothing else.
    fileprivate func residual(_ r: Double, _ sum: Double) -> Double {
        switch self {
        case .paper: sum > 0 ? r / 2 : r
        case .vitExplain: r
        case .vitExplainFixed: r / (sum + 1)
        }
    }

    /// What the published code divides column j by: the sum of row j.
    fileprivate func columnDivisor(_ sum: Double) -> Double { self == .vitExplain ? sum + 1 : 1 }
}
