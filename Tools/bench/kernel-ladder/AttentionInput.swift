import CKernels

/// Q, K and V of 257 tokens and 6 heads of 64, and room for what attention makes of them; the class token is recorded.
final class AttentionInput {
    private static let (tokens, heads, dimension) = (257, 6, 64)

    /// Larger than Keys: scores of trained heads spread over some units, and those of small vectors hardly differ.
    private let queries = Buffer<Float>.random(tokens * heads * dimension, seed: 5, largest: 4)
    private let keys = Buffer<Float>.random(tokens * heads * dimension, seed: 6)
    private let values = Buffer<Float>.random(tokens * heads * dimension, seed: 7)
    private let output = Buffer<Float>.zeros(tokens * heads * dimension)
    private let probabilities = Buffer<Float>.zeros(heads * tokens)
    private let classToken = Buffer<Int64>(1) { _ in 0 }
    private let allHeads = Buffer<Int64>(heads) { Int64($0) }
    private let logSums = Buffer<Float>.zeros(heads * tokens)
    /// As rollout's row vector: some weight for each token, 1 in all.
    private let weights = Buffer<Double>(tokens) { Double($0 + 1) * 2 / Double(tokens * (tokens + 1)) }
    private let propagated = Buffer<Double>.zeros(tokens)

    func run(_ precision: patchlens_precision, _ kernel: (UnsafePointer<patchlens_attention>) -> Void) {
        let channels = Int64(Self.heads * Self.dimension)
        var attention = patchlens_attention()
        attention.queries = UnsafePointer(queries.start)
        attention.keys = UnsafePointer(keys.start)
        attention.values = UnsafePointer(values.start)
        attention.query_stride = channels
        attention.key_stride = channels
        attention.value_stride = channels
        attention.query_count = Int64(Self.tokens)
        attention.key_count = Int64(Self.tokens)
        attention.head_count = Int64(Self.heads)
        attention.head_dimension = Int64(Self.dimension)
        attention.scale = 0.125
        attention.precision = precision
        attention.output = output.start
        attention.output_stride = channels
        attention.recorded_queries = UnsafePointer(classToken.start)
        attention.recorded_heads = UnsafePointer(allHeads.start)
        attention.recorded_query_count = 1
        attention.recorded_head_count = Int64(Self.heads)
        attention.probabilities = probabilities.start
        attention.log_sums = logSums.start
        kernel(&attention)
    }

    /// The weights times the attention, by a kernel that adds to its last argument. The description's `log_sums` are
    /// those of the last `run`.
    func propagate(
        _ precision: patchlens_precision,
        _ kernel: (UnsafePointer<patchlens_attention>, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) {
        propagated.start.update(repeating: 0, count: propagated.count)
        run(precision) { kernel($0, weights.start, propagated.start) }
    }

    func largestPropagatedDifference(from other: AttentionInput) -> Double {
        propagated.largestDifference(from: other.propagated)
    }

    func largestDifference(from other: AttentionInput) -> Double {
        max(
            output.largestDifference(from: other.output),
            probabilities.largestDifference(from: other.probabilities))
    }
}
