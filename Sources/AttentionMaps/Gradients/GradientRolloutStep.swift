import Tensors
import VisionTransformers

/// One layer's step of the gradient rollout, r ← ra, with F = ReLU(mean over heads of A ⊙ ∂y/∂A) computed some rows at a time.
struct GradientRolloutStep {
    let attention: LayerProjections
    /// In vit-explain not of the same layer.
    let gradients: ProbabilityGradients
    /// N
    let tokenCount: Int

    /// As few rows of all heads as keep a tile near the second-level cache's size at usual grids.
    private static let rowsInTile = 64

    /// ½ (r + rF) with the `count` smallest of F as 0, each element divided by ½ (1 + Σ F) of the row of its number.
    /// (N) → (N)
    func propagated(_ row: [Double], discarding count: Int) -> [Double] {
        var discarded = SmallestValues(count) { see in
            forEachTile { see($1) }
        }
        var result = row.map { $0 / 2 }
        var sums = [Double](repeating: 0.5, count: tokenCount)
        forEachTile { tile, fused in
            for query in tile {
                let (weight, first) = (row[query] / 2, (query - tile.lowerBound) * tokenCount)
                var sum = 0.0
                for key in 0..<tokenCount {
                    let value = fused[first + key]
                    if discarded.holdsNext(value) { continue }
                    result[key] += weight * Double(value)
                    sum += Double(value)
                }
                sums[query] += sum / 2
            }
        }
        return zip(result, sums).map { $0 / $1 }
    }

    /// Rows of F, from the first to the last, the same each time.
    private func forEachTile(_ body: (_ queries: Range<Int>, _ fused: borrowing [Float]) -> Void) {
        for start in stride(from: 0, to: tokenCount, by: Self.rowsInTile) {
            let tile = start..<min(start + Self.rowsInTile, tokenCount)
            body(tile, fused(tile))
        }
    }

    /// F of some Queries; rows whose gradient is zero are zero. → (tile.count, N)
    private func fused(_ tile: Range<Int>) -> [Float] {
        var result = [Float](repeating: 0, count: tile.count * tokenCount)
        let places = gradients.places(of: tile)
        guard !places.isEmpty else { return result }
        let slopes = gradients(of: places)
        let probabilities = attention.probabilities(of: tile)
        let rows = places.map { gradients.queries[$0] - tile.lowerBound }
        add(probabilities, slopes, rows: rows, rowsInTile: tile.count, to: &result)
        let headCount = Float(attention.headCount)
        for index in result.indices {
            // not max(0, …), which would hand out −0, whose bits are those of a large number
            result[index] = result[index] > 0 ? result[index] / headCount : 0
        }
        return result
    }

    /// Σ over heads of A ⊙ ∂y/∂A. (heads, rowsInTile, N), (heads, rows.count, N) → (rowsInTile, N)
    private func add(
        _ probabilities: Tensor, _ slopes: Tensor, rows: [Int], rowsInTile: Int, to result: inout [Float]
    ) {
        probabilities.withUnsafeElements { p in
            slopes.withUnsafeElements { slopes in
                result.withUnsafeMutableBufferPointer { result in
                    for head in 0..<attention.headCount {
                        for (place, row) in rows.enumerated() {
                            let a = p + (head * rowsInTile + row) * tokenCount
                            let g = slopes + (head * rows.count + place) * tokenCount
                            for key in 0..<tokenCount { result[row * tokenCount + key] += a[key] * g[key] }
                        }
                    }
                }
            }
        }
    }
}
