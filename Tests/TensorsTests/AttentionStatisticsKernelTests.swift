import CKernels
import TestSupport
import Testing

/// Rows of attention of a few heads, on a grid with tokens in front.
private struct StatisticsCase {
    let (heads, rows, prefix, gridRows, gridColumns, first): (Int, Int, Int, Int, Int, Int)
    let probabilities: [Float]
    let distances: [Float]

    init(_ size: [Int]) {
        (heads, rows, prefix) = (size[0], size[1], size[2])
        (gridRows, gridColumns, first) = (size[3], size[4], size[5])
        let (keys, columns) = (size[2] + size[3] * size[4], size[4])
        var generator = SeededGenerator(seed: UInt64(keys))
        // Of all magnitudes, zero and what is no normal number among them.
        probabilities = generator.floats(heads * rows * keys).enumerated().map { index, value in
            if index % 11 == 3 { return index % 2 == 0 ? 0 : .leastNonzeroMagnitude * 1000 }
            let squared = value * value
            return squared * squared / Float(keys)
        }
        distances = (0..<gridRows * (2 * columns - 1)).map { index in
            let (y, x) = (Float(index / (2 * columns - 1)), Float(index % (2 * columns - 1) - columns + 1))
            return 14 * (y * y + x * x).squareRoot()
        }
    }

    func measured(_ kernel: (UnsafePointer<patchlens_attention_rows>, inout [Float]) -> Void) -> [Float] {
        var results = [Float](repeating: .nan, count: heads * rows)
        probabilities.withUnsafeBufferPointer { probabilities in
            var description = patchlens_attention_rows(
                probabilities: probabilities.baseAddress, heads: Int64(heads), rows: Int64(rows),
                keys: Int64(prefix + gridRows * gridColumns), prefix: Int64(prefix), grid_rows: Int64(gridRows),
                grid_columns: Int64(gridColumns), first_patch: Int64(first))
            kernel(&description, &results)
        }
        return results
    }
}

@Suite("What rows of attention say of their heads, against double")
struct AttentionStatisticsKernelTests {
    /// Heads, rows, tokens in front, rows and columns of the grid, first patch.
    static let sizes = [
        [1, 1, 0, 1, 1, 0], [2, 3, 1, 3, 7, 5], [3, 5, 4, 2, 300, 290], [6, 64, 5, 37, 37, 640], [2, 2, 1, 40, 1, 38],
    ]
    static let sets = 0..<patchlens_instruction_set_count()

    @Test(arguments: sets, sizes)
    func entropiesAgree(set: Int32, size: [Int]) {
        let given = StatisticsCase(size)
        let found = given.measured { patchlens_attention_entropies_on(set, $0, &$1) }
        let expected = given.measured { patchlens_attention_entropies_plain($0, &$1) }
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 2e-6 * max(1, $1) })
    }

    @Test(arguments: sets, sizes)
    func distancesAgree(set: Int32, size: [Int]) {
        let given = StatisticsCase(size)
        for renormalized in [0, 1] as [Int32] {
            let found = given.measured { patchlens_attention_distances_on(set, $0, given.distances, renormalized, &$1) }
            let expected = given.measured {
                patchlens_attention_distances_plain($0, given.distances, renormalized, &$1)
            }
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 2e-6 * max(1e-3, $1) })
        }
    }

    @Test(arguments: sizes)
    func threadsChangeNothing(size: [Int]) {
        let given = StatisticsCase(size)
        let found = [1, 3].map { (threads: Int32) in
            given.measured { patchlens_attention_entropies($0, &$1, threads) }
                + given.measured { patchlens_attention_distances($0, given.distances, 1, &$1, threads) }
        }
        #expect(found[0] == found[1])
    }

    /// By hand: a patch in the corner of 2×2 that attends to itself, its neighbour and across, a quarter each.
    @Test func distancesAreThoseOfTheGrid() {
        let probabilities: [Float] = [0.25, 0.25, 0.25, 0, 0.25]
        let distances: [Float] = [1, 0, 1, Float(2).squareRoot(), 1, Float(2).squareRoot()]
        var found: [Float] = [0]
        probabilities.withUnsafeBufferPointer { buffer in
            var description = patchlens_attention_rows(
                probabilities: buffer.baseAddress, heads: 1, rows: 1, keys: 5, prefix: 1, grid_rows: 2,
                grid_columns: 2, first_patch: 0)
            patchlens_attention_distances(&description, distances, 1, &found, 1)
        }
        #expect(abs(found[0] - (1 + Float(2).squareRoot()) / 3) <= 1e-6)
    }
}
