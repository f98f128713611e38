import CKernels
import Tensors
import TestSupport
import Testing

/// What is added to scores in these tests.
enum BiasKind: CaseIterable {
    /// Other numbers for every head, and the same for all of them.
    case perHead, shared
    /// Every Query sees itself and the Keys before it, as in CLIP's text encoder.
    case causal
    /// Some Queries see only the last Keys, some see a few here and there at scores far below zero.
    case holes

    /// Of probabilities. A score of −100 as a power of two has a spacing of 7.6e-6, and may lose half of it at each
    /// step of its sum until its Query has a reference.
    var tolerance: Float { self == .holes ? 5e-5 : 1e-5 }

    /// (heads or 1, queries, keys)
    func numbers(_ size: [Int]) -> [Float] {
        let (queries, keys, heads) = (size[0], size[1], size[2])
        var generator = SeededGenerator(seed: UInt64(queries * 31 + keys))
        let random = generator.floats((self == .perHead ? heads : 1) * queries * keys).map { $0 * 4 }
        return random.enumerated().map { index, number in
            let (query, key) = (index / keys % queries, index % keys)
            switch self {
            case .perHead, .shared: return number
            case .causal: return key <= query ? 0 : -.infinity
            case .holes:
                let isVisible = key == keys - 1 || (query % 2 == 0 ? key > keys * 2 / 3 : number > 1)
                return isVisible ? number - (query % 3 == 0 ? 60 : 0) : -.infinity
            }
        }
    }
}

extension AttentionCase {
    fileprivate init(_ size: [Int], _ kind: BiasKind) {
        self.init(size)
        bias = kind.numbers(size)
    }

    /// Whether a probability that must be exactly zero is not, in what was recorded.
    fileprivate func showsWhatIsMasked(_ result: AttentionResult) -> Bool {
        let (queries, keys) = (size[0], size[1])
        for (head, recordedHead) in recordedHeads.enumerated() {
            let matrix = bias.count == queries * keys ? 0 : Int(recordedHead)
            for (index, query) in recordedQueries.enumerated() {
                for key in 0..<keys where bias[(matrix * queries + Int(query)) * keys + key] == -.infinity {
                    let place = (head * recordedQueries.count + index) * keys + key
                    if result.probabilities[place] != 0 { return true }
                }
            }
        }
        return false
    }
}

@Suite("Attention with a bias against softmax in double")
struct AttentionBiasTests {
    static let sizes = attentionSizes.filter { $0[0] * $0[1] < 60_000 }

    @Test(arguments: 0..<patchlens_instruction_set_count(), sizes)
    func agrees(set: Int32, size: [Int]) {
        for kind in BiasKind.allCases {
            let attention = AttentionCase(size, kind)
            let (result, expected) = (attention.run { patchlens_attention_run_on(set, $0) }, attention.expected())
            #expect(largestDifference(result.output, expected.output) <= kind.tolerance, "\(kind)")
            #expect(largestDifference(result.probabilities, expected.probabilities) <= kind.tolerance, "\(kind)")
            #expect(largestDifference(result.logSums, expected.logSums) <= 4 * kind.tolerance, "\(kind)")
            #expect(!attention.showsWhatIsMasked(result), "\(kind)")
        }
    }

    /// However large a Value is: its share is nothing, and not just next to it.
    @Test(arguments: 0..<patchlens_instruction_set_count())
    func nothingPassesAMask(set: Int32) {
        var attention = AttentionCase([20, 20, 1, 16], .causal)
        for channel in 0..<16 { attention.values[19 * 19 + channel] = 1e38 }
        let result = attention.run { patchlens_attention_run_on(set, $0) }
        #expect(result.output[..<(19 * 19)].allSatisfy { abs($0) <= 9 })
    }

    @Test(arguments: BiasKind.allCases, [2, 3] as [Int32])
    func threadsChangeNothing(kind: BiasKind, threads: Int32) {
        let attention = AttentionCase([97, 203, 3, 24], kind)
        #expect(attention.tiled(threads: threads) == attention.tiled(threads: 1))
    }

    @Test(.enabled(if: patchlens_precision_available(patchlens_bfloat16) != 0), arguments: sizes)
    func bfloat16AgreesWithinItsRounding(size: [Int]) {
        for kind in BiasKind.allCases {
            var attention = AttentionCase(size, kind)
            attention.precision = patchlens_bfloat16
            let (result, expected) = (attention.tiled(threads: 2), attention.expected())
            #expect(largestDifference(result.output, expected.output) <= 0.04, "\(kind)")
            #expect(largestDifference(result.probabilities, expected.probabilities) <= 0.03, "\(kind)")
            #expect(largestDifference(result.logSums, expected.logSums) <= 0.1, "\(kind)")
            #expect(!attention.showsWhatIsMasked(result), "\(kind)")
        }
    }

    @Test(arguments: 0..<patchlens_instruction_set_count(), sizes)
    func aRowVectorTimesIt(set: Int32, size: [Int]) {
        for kind in BiasKind.allCases {
            var given = PropagationCase(size)
            given.attention.bias = kind.numbers(size)
            let result = given.result { patchlens_attention_propagate_on(set, $0, $1, &$2) }
            #expect(largestDifference(result, given.expected()) <= Double(2 * kind.tolerance), "\(kind)")
        }
    }

    @Test(.enabled(if: patchlens_precision_available(patchlens_bfloat16) != 0), arguments: sizes)
    func aRowVectorTimesItInBFloat16(size: [Int]) {
        for kind in BiasKind.allCases {
            var given = PropagationCase(size, precision: patchlens_bfloat16)
            given.attention.bias = kind.numbers(size)
            #expect(largestDifference(given.fused(threads: 2), given.expected()) <= 0.015, "\(kind)")
        }
    }
}
