import Tensors
import TestSupport
import Testing

@Suite("Attention of tensors")
struct ScaledAttentionTests {
    let heads = 2

    private func tensor(_ shape: Shape, seed: UInt64, threads: Int = 1) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor(generator.floats(shape.count), shape: shape, in: Workspace(threads: threads))
    }

    /// softmax(scale · q Kᵀ) V of one Query, in double.
    private func pooled(_ query: Tensor, _ keys: Tensor, _ values: Tensor, scale: Float) -> [Float] {
        let (count, channels) = (keys.shape[0], keys.shape[1])
        let dimension = channels / heads
        return (0..<heads).flatMap { head in
            let columns = (head * dimension)..<((head + 1) * dimension)
            let scores = (0..<count).map { key in
                Double(scale) * columns.reduce(0) { $0 + Double(query[0, $1]) * Double(keys[key, $1]) }
            }
            let powers = scores.map { power($0 - (scores.max() ?? 0)) }
            let sum = powers.reduce(0, +)
            return columns.map { column in
                Float((0..<count).reduce(0) { $0 + powers[$1] / sum * Double(values[$1, column]) })
            }
        }
    }

    /// exp(x) for x from −40 to 0: by its series at x / 64, which is below 1, squared six times.
    private func power(_ x: Double) -> Double {
        let part = x / 64
        var (sum, term) = (1.0, 1.0)
        for n in 1..<20 {
            term *= part / Double(n)
            sum += term
        }
        for _ in 0..<6 { sum *= sum }
        return sum
    }

    /// Attention pooling: a learned probe asks all tokens.
    @Test(arguments: [16, 17, 64, 72, 88], Precision.allCases.filter(\.isAvailable))
    func oneProbeAsksAllTokens(dimension: Int, precision: Precision) {
        let channels = heads * dimension
        let query = tensor([1, channels], seed: 1, threads: 2)
        let (keys, values) = (tensor([201, channels], seed: 2), tensor([201, channels], seed: 3))
        let scale = 1 / Float(dimension).squareRoot()
        let attention = ScaledAttention(headCount: heads, scale: scale, precision: precision)
        let (output, kept) = attention(
            queries: query, keys: keys, values: values, keeping: .init(queries: [0], heads: [0, 1]))
        let expected = pooled(query, keys, values, scale: scale)
        #expect(largestDifference(output.elements, expected) <= (precision == .float32 ? 1e-6 : 4e-3))
        #expect(kept.probabilities.shape == [2, 1, 201])
        let sum = kept.probabilities.elements[..<201].reduce(0, +)
        #expect(abs(sum - 1) < 1e-5)
    }

    @Test(arguments: Precision.allCases.filter(\.isAvailable))
    func aSharedBiasIsThatOfEveryHead(precision: Precision) {
        let (queries, keys) = (tensor([19, 32], seed: 1), tensor([23, 32], seed: 2))
        let shared = tensor([1, 19, 23], seed: 3)
        let repeated = Tensor(shared.elements + shared.elements, shape: [2, 19, 23])
        let attention = ScaledAttention(headCount: heads, scale: 0.3, precision: precision)
        let results = [shared, repeated].map {
            attention(
                queries: queries, keys: keys, values: keys, bias: $0, keeping: .init(queries: [4], heads: [1]),
                keepsLogSums: true)
        }
        #expect(results[0].output.elements == results[1].output.elements)
        let unbiased = attention(queries: queries, keys: keys, values: keys)
        #expect(largestDifference(results[0].output.elements, unbiased.output.elements) > 0.01)
        let kept = attention.kept(
            queries: queries.rows([4]), keys: keys, bias: shared.rows([4]), keeping: .init(queries: [0], heads: [1]))
        #expect(kept.probabilities.elements == results[0].kept.probabilities.elements)
    }

    /// The row vector (0, …, 1, …, 0) times the attention is the mean of the heads' rows.
    @Test func aRowVectorTimesABiasedAttention() throws {
        let (queries, keys) = (tensor([19, 32], seed: 1), tensor([23, 32], seed: 2))
        let bias = tensor([2, 19, 23], seed: 3)
        let attention = ScaledAttention(headCount: heads, scale: 0.3)
        let kept = attention.kept(
            queries: queries, keys: keys, bias: bias, keeping: .init(queries: [7], heads: [0, 1]), keepsLogSums: true)
        let logSums = try #require(kept.logSums)
        var result = [Double](repeating: 0, count: 23)
        attention.propagate(
            weights: (0..<19).map { $0 == 7 ? 1 : 0 }, queries: queries, keys: keys, logSums: logSums, bias: bias,
            into: &result)
        let expected = (0..<23).map { (kept.probabilities[0, 0, $0] + kept.probabilities[1, 0, $0]) / 2 }
        #expect(largestDifference(result.map { Float($0) }, expected) <= 1e-6)
    }
}
