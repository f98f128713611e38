import CKernels
import TestSupport
import Testing

/// queries, keys, heads, head dimension: around the edges of vectors, tiles and blocks of Keys.
let attentionSizes: [[Int]] = [
    [1, 1, 1, 1], [1, 3, 2, 8], [2, 9, 1, 5], [15, 16, 1, 16], [16, 17, 3, 64], [17, 511, 1, 24], [31, 512, 2, 8],
    [47, 513, 1, 72], [48, 5, 2, 64], [49, 100, 1, 7], [97, 1030, 1, 33], [257, 257, 6, 64],
]

struct AttentionCase {
    let size: [Int]
    var queries: [Float], keys: [Float], values: [Float]
    var recordedQueries: [Int64], recordedHeads: [Int64]
    var scale: Float = 0.7
    var precision = patchlens_float32
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
    ) -> (output: [Float], probabilities: [Float]) {
        let stride = size[2] * size[3] + gap
        var output = [Float](repeating: 9, count: size[0] * stride)
        var probabilities = [Float](repeating: 9, count: recordedHeads.count * recordedQueries.count * size[1])
        queries.withUnsafeBufferPointer { queries in
            keys.withUnsafeBufferPointer { keys in
                values.withUnsafeBufferPointer { values in
                    recordedQueries.withUnsafeBufferPointer { recordedQueries in
                        recordedHeads.withUnsafeBufferPointer { recordedHeads in
                            output.withUnsafeMutableBufferPointer { output in
                                probabilities.withUnsafeMutableBufferPointer { probabilities in
                                    var attention = patchlens_attention(
                                        queries: queries.baseAddress, keys: keys.baseAddress,
                                        values: withValues ? values.baseAddress : nil,
                                        query_stride: Int64(stride), key_stride: Int64(stride),
                                        value_stride: Int64(stride), query_count: Int64(size[0]),
                                        key_count: Int64(size[1]), head_count: Int64(size[2]),
                                        head_dimension: Int64(size[3]), scale: scale, precision: precision,
                                        output: output.baseAddress,
                                        output_stride: Int64(stride), recorded_queries: recordedQueries.baseAddress,
                                        recorded_heads: recordedHeads.baseAddress,
                                        recorded_query_count: Int64(recordedQueries.count),
                                        recorded_head_count: Int64(recordedHeads.count),
                                        probabilities: probabilities.baseAddress)
                                    kernel(&attention)
                                }
                            }
                        }
                    }
                }
            }
        }
        return (output, probabilities)
    }

    /// By the tiled kernel on the best instruction set.
    func tiled(withValues: Bool = true, threads: Int32) -> (output: [Float], probabilities: [Float]) {
        run(withValues: withValues) { attention in
            let status = patchlens_attention_run(attention, threads)
            precondition(status == 0, "out of memory")
        }
    }

    func expected() -> (output: [Float], probabilities: [Float]) { run { patchlens_attention_plain($0) } }
}

@Suite("Tiled attention against softmax in double")
struct AttentionKernelTests {
    @Test(arguments: 0..<patchlens_instruction_set_count(), attentionSizes)
    func agrees(set: Int32, size: [Int]) {
        let attention = AttentionCase(size)
        let (result, expected) = (attention.run { patchlens_attention_run_on(set, $0) }, attention.expected())
        #expect(largestDifference(result.output, expected.output) <= 6e-6)
        #expect(largestDifference(result.probabilities, expected.probabilities) <= 3e-6)
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
        #expect(
            attention.tiled(withValues: false, threads: 2).probabilities
                == attention.tiled(threads: 2).probabilities)
    }

    @Test(arguments: attentionSizes, [2, 3, 5] as [Int32])
    func threadsChangeNothing(size: [Int], threads: Int32) {
        let attention = AttentionCase(size)
        let alone = attention.tiled(threads: 1)
        let together = attention.tiled(threads: threads)
        #expect(alone.output == together.output)
        #expect(alone.probabilities == together.probabilities)
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

    @Test(arguments: 0..<patchlens_instruction_set_count())
    func whatIsNotANumberStaysSo(set: Int32) {
        var attention = AttentionCase([5, 40, 1, 8])
        attention.keys[13] = .nan
        let result = attention.run { patchlens_attention_run_on(set, $0) }
        #expect(result.probabilities.allSatisfy { $0.isNaN })
    }
}
