import Tensors
import VisionTransformers

/// One layer's step of vit-explain's gradient rollout, r ← ra, with F = ReLU(mean over heads of A ⊙ ∂y/∂A) computed
/// some rows at a time.
struct GradientRolloutStep {
    let attention: LayerProjections
    /// In vit-explain not of the same layer.
    let gradients: ProbabilityGradients

    private var tokenCount: Int { attention.tokenCount }

    /// (r + rF) with the smallest of F as 0, each element divided by 1 + Σ F of the row of its number. (N) → (N)
    func propagated(_ row: [Double], discardRatio: Double) throws(EncodingError) -> [Double] {
        let threshold = try DiscardThreshold(ratio: discardRatio, tokenCount: tokenCount) {
            (take) throws(EncodingError) in
            try forEachTile { _, fused in take(fused) }
        }
        var ties = threshold.ties
        var result = row
        var sums: [Double] = []
        try forEachTile { tile, fused in
            var fused = fused
            sums += fused.discard(below: threshold.value, ties: &ties)
            fused.propagate(weights: row[tile], fusing: .mean, into: &result)
        }
        return zip(result, sums).map { $0 / (1 + $1) }
    }

    /// Rows of F, (1, rows, N), from the first to the last, the same each time.
    private func forEachTile(_ body: (_ queries: Range<Int>, _ fused: Tensor) -> Void) throws(EncodingError) {
        for start in stride(from: 0, to: tokenCount, by: LayerProjections.rowsInTile) {
            try attention.keys.workspace.checkTime()
            let tile = start..<min(start + LayerProjections.rowsInTile, tokenCount)
            body(tile, fused(tile))
        }
    }

    /// F of some Queries; rows whose gradient is zero are zero. → (1, tile.count, N)
    private func fused(_ tile: Range<Int>) -> Tensor {
        var fused = Tensor(zeros: [1, tile.count, tokenCount], in: attention.queries.workspace)
        let places = gradients.places(of: tile)
        guard !places.isEmpty else { return fused }
        let (probabilities, slopes) = (attention.probabilities(of: tile), gradients(of: places))
        let rows = places.map { gradients.queries[$0] - tile.lowerBound }
        fused.withUnsafeMutableElements { fused in
            probabilities.withUnsafeElements { p in
                slopes.withUnsafeElements { slopes in
                    for head in 0..<attention.headCount {
                        for (place, row) in rows.enumerated() {
                            let a = p + (head * tile.count + row) * tokenCount
                            let slope = slopes + (head * rows.count + place) * tokenCount
                            let sum = fused + row * tokenCount
                            for key in 0..<tokenCount { sum[key] += a[key] * slope[key] }
                        }
                    }
                }
            }
            // not max(0, …), which would hand out −0, whose bits are those of a large number
            let heads = Float(attention.headCount)
            for index in 0..<tile.count * tokenCount { fused[index] = fused[index] > 0 ? fused[index] / heads : 0 }
        }
        return fused
    }
}
