import Tensors
import TestSupport
import Testing

@Suite("Attention without its smallest values")
struct DiscardingTests {
    /// (3, 5, 7), none negative.
    private static let probabilities: Tensor = {
        var generator = SeededGenerator(seed: 4)
        return Tensor(generator.floats(105).map { $0 * $0 }, shape: [3, 5, 7])
    }()

    @Test func fusesHeadsElementByElement() {
        let values = Self.probabilities.elements
        let heads = (0..<35).map { index in (0..<3).map { values[$0 * 35 + index] } }
        #expect(Self.probabilities.fusingHeads(.max).elements == heads.map { $0.max() ?? 0 })
        #expect(Self.probabilities.fusingHeads(.min).elements == heads.map { $0.min() ?? 0 })
        let mean = Self.probabilities.fusingHeads(.mean)
        #expect(mean.shape == [1, 5, 7])
        #expect(zip(mean.elements, heads).allSatisfy { abs($0 - $1.reduce(0, +) / 3) <= 1e-7 })
    }

    /// Values with many equal ones, zero and the smallest and largest numbers among them.
    private static let values: [Float] =
        [0, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1, 1, 1, 0.1, 0.25, 0.25, 1.000_000_1]
        + (0..<60).map { Float($0 % 13) / 7 }

    @Test func findsTheValueAtEveryPlace() {
        let sorted = Self.values.sorted()
        let tensor = Tensor(Self.values, shape: [1, 1, Self.values.count])
        var upper = ValueCounts()
        upper.add(tensor)
        for place in 1...sorted.count {
            let (high, below) = upper.half(at: place)
            var lower = ValueCounts(ofUpperHalf: high)
            lower.add(tensor)
            let (low, belowInHalf) = lower.half(at: place - below)
            let found = Float(bitPattern: UInt32(high) << 16 | UInt32(low))
            #expect(found == sorted[place - 1])
            #expect(below + belowInHalf == sorted.count { $0 < found })
        }
    }

    /// The first ties go, in the order of rows and keys.
    @Test func discardsBelowAThresholdAndSomeOfItsEquals() {
        var tensor = Tensor([1, 3, 2, 2, 5, 2, 1, 2], shape: [1, 2, 4])
        var ties = 3
        let sums = tensor.discard(below: 2, ties: &ties)
        #expect(tensor.elements == [0, 3, 0, 0, 5, 0, 0, 2])
        #expect(sums == [3, 7])
        #expect(ties == 0)
    }
}
