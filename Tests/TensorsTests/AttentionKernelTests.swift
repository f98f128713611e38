import CKernels
import TestSupport
import Testing

/// queries, keys, heads, head dimension: around the edges of vectors, tiles and blocks of Keys.
let attentionSizes: [[Int]] = [
    [1, 1, 1, 1], [1, 3, 2, 8], [2, 9, 1, 5], [15, 16, 1, 16], [16, 17, 3, 64], [17, 511, 1, 24], [31, 512, 2, 8],
    [47, 513, 1, 72], [48, 5, 2, 64], [49, 100, 1, 7], [97, 1030, 1, 33], [257, 257, 6, 64], [17, 17, 2, 32],
    [50, 1370, 2, 64], [33, 1370, 1, 80],
    // One probe that pools all tokens, and dimensions of heads that are no multiple of a vector.
    [1, 197, 3, 72], [1, 257, 2, 88], [40, 65, 2, 17], [33, 70, 2, 16], [18, 50, 1, 104], [20, 40, 3, 32],
]

/// What a kernel wrote.
struct AttentionResult: Equatable {
    var output, probabilities, logSums: [Float]
}

struct AttentionCase {
    let size: [Int]
    var queries: [Float], keys: [Float], values: [Float]
    var recordedQueries: [Int64], recordedHeads: [Int64]
    var scale: Float = 0.7
    var precision = patchlens_float32
    /// (heads, queries, keys), or one head's for all of them; empty for none.
    var bias: [Float] = []
    /// Floats of another tensor's channels between tokens: the kernels must follow strides, not sizes.
    let gap = 3

    init(_ size: [Int]) {
        self.size = size
        var generator = SeededGenerator(seed: UInt64(size.reduce(3) { $0 * 2003 + $1 }))
        let stride = size[2] * size[3] + gap
        queries = generator.floats(size[0] * stride).map { $0 * 3 }
        keys = generator.floats(size[1] * stride)
        values = generator.floats(size[1] * stride)
        recordedQueries = Array(Set([0, size[0] / 3, size[0] / 2, size[0] - 1])).sorted().map(Int64.init)
        recordedHeads = Array(Set([0, size[2] - 1])).sorted().map(Int64.init)
    }

    /// Runs a kernel on this case; the gaps of the output must stay as they were.
    func run(
        withValues: Bool = true, _ kernel: (UnsafePointer<patchlens_attention>) -> Void
    ) -> AttentionResult {
        let stride = size[2] * size[3] + gap
        var output = [Float](repeating: 9, count: size[0] * stride)
        var probabilities = [Float](repeating: 9, count: recordedHeads.count * recordedQueries.count * size[1])
        var logSums = [Float](repeating: 9, count: size[2] * size[0])
        queries.withUnsafeBufferPointer { queries in
            keys.withUnsafeBufferPointer { keys in
                values.withUnsafeBufferPointer { values in
                    recordedQueries.withUnsafeBufferPointer { recordedQueries in
                        recordedHeads.withUnsafeBufferPointer { recordedHeads in
                            output.withUnsafeMutableBufferPointer { output in
                                probabilities.withUnsafeMutableBufferPointer { probabilities in
                                    var attention = description(queries, keys)
                                    attention.values = withValues ? values.baseAddress : nil
                                    attention.output = output.baseAddress
                                    attention.recorded_queries = recordedQueries.baseAddress
                                    attention.recorded_heads = recordedHeads.baseAddress
                                    attention.recorded_query_count = Int64(recordedQueries.count)
                                    attention.recorded_head_count = Int64(recordedHeads.count)
                                    attention.probabilities = probabilities.baseAddress
                                    logSums.withUnsafeMutableBufferPointer { logSums in
                                        attention.log_sums = logSums.baseAddress
                                        withBias(of: &attention, kernel)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return AttentionResult(output: output, probabilities: probabilities, logSums: logSums)
    }

    /// Runs a kernel with the bias in its description.
    func withBias(
        of attention: inout patchlens_attention, _ kernel: (UnsafePointer<patchlens_attention>) -> Void
    ) {
        bias.withUnsafeBufferPointer { bias in
            if !bias.isEmpty {
                let rows = size[0] * size[1]
                attention.bias = bias.baseAddress
                attention.bias_head_stride = bias.count == rows ? 0 : Int64(rows)
            }
            kernel(&attention)
        }
    }

    /// Queries and Keys, and nothing that is written to.
    func description(
        _ queries: UnsafeBufferPointer<Float>, _ keys: UnsafeBufferPointer<Float>
    ) -> patchlens_attention {
        let stride = Int64(size[2] * size[3] + gap)
        var attention = patchlens_attention()
        attention.queries = queries.baseAddress
        attention.keys = keys.baseAddress
        attention.query_stride = stride
        attention.key_stride = stride
        attention.value_stride = stride
        attention.output_stride = stride
        attention.query_count = Int64(size[0])
        attention.key_count = Int64(size[1])
        attention.head_count = Int64(size[2])
        attention.head_dimension = Int64(size[3])
        attention.scale = scale
        attention.precision = precision
        return attention
    }

    /// By the tiled kernel on the best instruction set.
    func tiled(withValues: Bool = true, threads: Int32) -> AttentionResult {
        run(withValues: withValues) { attention in
            let status = patchlens_attention_run(attention, threads)
            precondition(status == 0, "out of memory")
        }
    }

    func expected() -> AttentionResult { run { patchlens_attention_plain($0) } }
}

@Suite("Tiled attention against softmax in double")
struct AttentionKernelTests {
    @Test(arguments: 0..<patchlens_instruction_set_count(), attentionSizes)
    func agrees(set: Int32, size: [Int]) {
        let attention = AttentionCase(size)
        let (result, expected) = (attention.run { patchlens_attention_run_on(set, $0) }, attention.expected())
        #expect(largestDifference(result.output, expected.output) <= 6e-6)
        #expect(largestDifference(result.probabilities, expected.probabilities) <= 3e-6)
        #expect(largestDifference(result.logSums, expected.logSums) <= 2e-5)
    }

    @Test(arguments: attentionSizes)
    func recordedRowsSumToOne(size: [Int]) {
        let probabilities = AttentionCase(size).tiled(threads: 2).probabilities
        for start in stride(from: 0, to: probabilities.count, by: size[1]) {
            let sum = probabilities[start..<(start + size[1])].reduce(0.0) { $0 + Double($1) }
            #expect(abs(sum - 1) < 1e-5)
        }
    }

    @Test(arguments: attentionSizes)
    func recordingChangesNothing(size: [Int]) {
        let recording = AttentionCase(size)
        var silent = recording
        silent.recordedQueries = []
        silent.recordedHeads = []
        #expect(
            recording.tiled(threads: 2).output
                == silent.tiled(threads: 2).output)
    }

    @Test(arguments: attentionSizes)
    func withoutValuesTheProbabilitiesAreTheSame(size: [Int]) {
        let attention = AttentionCase(size)
        let (without, with) = (attention.tiled(withValues: false, threads: 2), attention.tiled(threads: 2))
        #expect(without.probabilities == with.probabilities && without.logSums == with.logSums)
    }

    @Test(arguments: attentionSizes, [2, 3, 5] as [Int32])
    func threadsChangeNothing(size: [Int], threads: Int32) {
        let attention = AttentionCase(size)
        #expect(attention.tiled(threads: 1) == attention.tiled(threads: threads))
    }

    /// Scores of ±1,500: exp of them is infinite, their softmax is not.
    @Test(arguments: 0..<patchlens_instruction_set_count())
    func largeScoresDoNotOverflow(set: Int32) {
        var attention = AttentionCase([20, 600, 1, 16])
        attention.scale = 200
        let (result, expected) = (attention.run { patchlens_attention_run_on(set, $0) }, attention.expected())
        // A score of 1,500 has a spacing of 1.2e-4 in float, and so has the logarithm of a probability.
        #expect(largestDifference(result.probabilities, expected.probabilities) <= 5e-4)
        #expect(largestDifference(result.output, expected.output) <= 1e-3)
    }

    /// Scores that rise from Key to Key: what was summed so far is rescaled again and again.
    @Test(arguments: 0..<patchlens_instruction_set_count(), [40, 2] as [Float])
    func risingScoresAreRescaled(set: Int32, rise: Float) {
        var attention = AttentionCase([35, 300, 1, 16])
        for key in 0..<300 { attention.keys[key * 19] = Float(key) / 300 }
        for query in 0..<35 { attention.queries[query * 19] = rise * Float(query) }
        let (result, expected) = (attention.run { patchlens_attention_run_on(set, $0) }, attention.expected())
        // Scores reach 950: a spacing of 6e-5.
        #expect(largestDifference(result.probabilities, expected.probabilities) <= 2e-4)
        #expect(largestDifference(result.output, expected.output) <= 4e-4)
    }

    @Test(arguments: 0..<patchlens_instruction_set_count())
    func whatIsNotANumberStaysSo(set: Int32) {
        var attention = AttentionCase([5, 40, 1, 8])
        attention.keys[13] = .nan
        let result = attention.run { patchlens_attention_run_on(set, $0) }
        #expect(result.probabilities.allSatisfy { $0.isNaN })
    }
}
