import CKernels
import TestSupport
import Testing

/// A row vector times the attention of an `AttentionCase`.
struct PropagationCase {
    var attention: AttentionCase
    let weights: [Double]

    /// Weights sum to 1, as a rollout's do; some are zero.
    init(_ size: [Int], precision: patchlens_precision = patchlens_float32) {
        attention = AttentionCase(size)
        attention.precision = precision
        var generator = SeededGenerator(seed: UInt64(size[0]))
        let random = generator.floats(size[0]).enumerated().map { $0.offset % 5 == 1 ? 0 : Double(abs($0.element)) }
        let sum = random.reduce(0, +)
        weights = random.map { $0 / sum }
    }

    /// Added to ones, by a kernel that may read what attention left.
    func result(_ kernel: (UnsafePointer<patchlens_attention>, [Double], inout [Double]) -> Void) -> [Double] {
        var result = [Double](repeating: 1, count: attention.size[1])
        var logSums = attention.tiled(threads: 1).logSums
        attention.queries.withUnsafeBufferPointer { queries in
            attention.keys.withUnsafeBufferPointer { keys in
                logSums.withUnsafeMutableBufferPointer { logSums in
                    var description = attention.description(queries, keys)
                    description.log_sums = logSums.baseAddress
                    attention.withBias(of: &description) { kernel($0, weights, &result) }
                }
            }
        }
        return result
    }

    func fused(threads: Int32) -> [Double] {
        result { attention, weights, result in
            let status = patchlens_attention_propagate(attention, weights, &result, threads)
            precondition(status == 0, "out of memory")
        }
    }

    func expected() -> [Double] { result { patchlens_attention_propagate_plain($0, $1, &$2) } }
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }

@Suite("A row vector times an attention that is never in memory")
struct PropagationKernelTests {
    @Test(arguments: 0..<patchlens_instruction_set_count(), attentionSizes)
    func agrees(set: Int32, size: [Int]) {
        let given = PropagationCase(size)
        let result = given.result { patchlens_attention_propagate_on(set, $0, $1, &$2) }
        #expect(largestDifference(result, given.expected()) <= 1e-5)
    }

    @Test(arguments: attentionSizes)
    func whatIsHandedOnIsWhatCame(size: [Int]) {
        let sum = PropagationCase(size).fused(threads: 2).reduce(-Double(size[1]), +)
        #expect(abs(sum - 1) <= 1e-5)
    }

    @Test(arguments: attentionSizes, [2, 3, 5] as [Int32])
    func threadsChangeNothing(size: [Int], threads: Int32) {
        let given = PropagationCase(size)
        #expect(given.fused(threads: threads) == given.fused(threads: 1))
    }

    @Test(.enabled(if: patchlens_precision_available(patchlens_bfloat16) != 0), arguments: attentionSizes)
    func bfloat16AgreesWithinItsRounding(size: [Int]) {
        let given = PropagationCase(size, precision: patchlens_bfloat16)
        let result = given.fused(threads: 2)
        let expected = given.expected()
        // A score of size s is off by s·2⁻⁸ at the most, and a probability by that share:
        // some 0.01 of the largest result.
        let largest = (expected.max() ?? 1) - 1
        #expect(largestDifference(result, expected) <= 0.02 * largest)
        #expect(abs(result.reduce(-Double(size[1]), +) - 1) <= 2e-3)
        #expect(given.fused(threads: 1) == result)
    }

    @Test(arguments: 0..<patchlens_instruction_set_count())
    func whatIsNotANumberStaysSo(set: Int32) {
        var given = PropagationCase([5, 40, 1, 8])
        given.attention.keys[13] = .nan
        let result = given.result { patchlens_attention_propagate_on(set, $0, $1, &$2) }
        #expect(result.allSatisfy { $0.isNaN })
    }

    @Test(arguments: [patchlens_float32, patchlens_bfloat16])
    func whatIsNotANumberStaysSo(inUse precision: patchlens_precision) {
        var given = PropagationCase([5, 40, 1, 8], precision: precision)
        given.attention.keys[13] = .nan
        #expect(given.fused(threads: 1).allSatisfy { $0.isNaN })
    }
}
