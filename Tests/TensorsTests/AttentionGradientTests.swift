import CKernels
import TestSupport
import Testing

/// The way back through the attention of an `AttentionCase`.
struct AttentionGradientCase {
    var attention: AttentionCase
    var outputGradient: [Float]
    let weights: [Double]

    init(_ size: [Int], bias: [Float] = []) {
        attention = AttentionCase(size)
        attention.bias = bias
        var generator = SeededGenerator(seed: UInt64(size[1]))
        outputGradient = generator.floats(size[0] * size[2] * size[3])
        weights = generator.floats(size[0]).enumerated().map { $0.offset % 5 == 1 ? 0 : Double(abs($0.element)) }
    }

    /// What a kernel wrote; gradients of Keys and Values, and the relevance, were added to ones.
    struct Result: Equatable {
        var queries, keys, values: [Float]
        var relevance: [Double]

        var gradients: [[Float]] { [queries, keys, values] }
    }

    func run(
        withGradients: Bool = true, _ kernel: (UnsafePointer<patchlens_attention_gradient>) -> Void
    ) -> Result {
        let size = attention.size
        let channels = size[2] * size[3]
        var result = Result(
            queries: .init(repeating: 1, count: size[0] * channels),
            keys: .init(repeating: 1, count: size[1] * channels),
            values: .init(repeating: 1, count: size[1] * channels), relevance: .init(repeating: 1, count: size[1]))
        let forward = attention.tiled(threads: 1)
        // Another size of gap than the output's would be read as another token's.
        var (output, logSums) = (forward.output, forward.logSums)
        withPointers(&output, &logSums) { description in
            var gradient = patchlens_attention_gradient()
            gradient.adds = 1
            outputGradient.withUnsafeBufferPointer { outputGradient in
                result.queries.withUnsafeMutableBufferPointer { queries in
                    result.keys.withUnsafeMutableBufferPointer { keys in
                        result.values.withUnsafeMutableBufferPointer { values in
                            result.relevance.withUnsafeMutableBufferPointer { relevance in
                                weights.withUnsafeBufferPointer { weights in
                                    gradient.attention = description
                                    gradient.output_gradient = outputGradient.baseAddress
                                    if withGradients {
                                        gradient.query_gradient = queries.baseAddress
                                        gradient.key_gradient = keys.baseAddress
                                        gradient.value_gradient = values.baseAddress
                                    }
                                    gradient.weights = weights.baseAddress
                                    gradient.relevance = relevance.baseAddress
                                    kernel(&gradient)
                                }
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    private func withPointers(
        _ output: inout [Float], _ logSums: inout [Float], _ body: (UnsafePointer<patchlens_attention>) -> Void
    ) {
        attention.queries.withUnsafeBufferPointer { queries in
            attention.keys.withUnsafeBufferPointer { keys in
                attention.values.withUnsafeBufferPointer { values in
                    output.withUnsafeMutableBufferPointer { output in
                        logSums.withUnsafeMutableBufferPointer { logSums in
                            var description = attention.description(queries, keys)
                            description.values = values.baseAddress
                            description.output = output.baseAddress
                            description.log_sums = logSums.baseAddress
                            attention.withBias(of: &description, body)
                        }
                    }
                }
            }
        }
    }

    func fused(withGradients: Bool = true, threads: Int32) -> Result {
        run(withGradients: withGradients) { gradient in
            let status = patchlens_attention_gradient_run(gradient, threads)
            precondition(status == 0, "out of memory")
        }
    }

    func expected() -> Result { run { patchlens_attention_gradient_plain($0) } }

    /// ∂P by a kernel.
    func probabilityGradients(
        _ kernel: (UnsafePointer<patchlens_attention>, [Float], inout [Float]) -> Void
    ) -> [Float] {
        let size = attention.size
        var result = [Float](repeating: 9, count: size[2] * size[0] * size[1])
        var (output, logSums) = ([Float](), [Float]())
        withPointers(&output, &logSums) { kernel($0, outputGradient, &result) }
        return result
    }
}

@Suite("The way back through attention against double")
struct AttentionGradientTests {
    /// Every gradient is within a share of its largest element or, where gradients cancel, of ∂O's.
    private func check(_ found: AttentionGradientCase.Result, _ expected: AttentionGradientCase.Result, _ bound: Float)
    {
        for (found, expected) in zip(found.gradients, expected.gradients) {
            let magnitude = expected.reduce(1) { max($0, abs($1)) }
            #expect(largestDifference(found, expected) <= bound * magnitude)
        }
        let largest = expected.relevance.reduce(1) { max($0, $1) }
        #expect(largestDifference(found.relevance, expected.relevance) <= Double(bound) * largest)
    }

    @Test(arguments: 0..<patchlens_instruction_set_count(), attentionSizes)
    func agrees(set: Int32, size: [Int]) {
        let given = AttentionGradientCase(size)
        check(given.run { patchlens_attention_gradient_run_on(set, $0) }, given.expected(), 1e-5)
    }

    @Test(arguments: 0..<patchlens_instruction_set_count(), BiasKind.allCases)
    func agreesWithBias(set: Int32, kind: BiasKind) {
        for size in [[1, 3, 2, 8], [47, 47, 2, 16], [50, 50, 1, 33], [97, 400, 2, 24]] {
            let given = AttentionGradientCase(size, bias: kind.numbers(size))
            check(given.run { patchlens_attention_gradient_run_on(set, $0) }, given.expected(), 10 * kind.tolerance)
        }
    }

    @Test(arguments: attentionSizes, [2, 5] as [Int32])
    func threadsChangeNothing(size: [Int], threads: Int32) {
        let given = AttentionGradientCase(size)
        #expect(given.fused(threads: threads) == given.fused(threads: 1))
    }

    @Test(arguments: attentionSizes)
    func relevanceAloneIsTheSame(size: [Int]) {
        let given = AttentionGradientCase(size)
        let (alone, alongside) = (given.fused(withGradients: false, threads: 2), given.fused(threads: 2))
        let largest = alongside.relevance.reduce(1) { max($0, $1) }
        #expect(largestDifference(alone.relevance, alongside.relevance) <= 1e-5 * largest)
        #expect(alone.gradients.allSatisfy { $0.allSatisfy { $0 == 1 } })
    }

    @Test(arguments: 0..<patchlens_instruction_set_count(), attentionSizes)
    func probabilityGradients(set: Int32, size: [Int]) {
        let given = AttentionGradientCase(size)
        let found = given.probabilityGradients { patchlens_probability_gradients_on(set, $0, $1, &$2) }
        let expected = given.probabilityGradients { patchlens_probability_gradients_plain($0, $1, &$2) }
        #expect(largestDifference(found, expected) <= 1e-5)
        let together = given.probabilityGradients { #expect(patchlens_probability_gradients($0, $1, &$2, 5) == 0) }
        let alone = given.probabilityGradients { #expect(patchlens_probability_gradients($0, $1, &$2, 1) == 0) }
        #expect(together == alone)
        #expect(largestDifference(together, expected) <= 1e-5)
    }

    @Test(arguments: 0..<patchlens_instruction_set_count())
    func whatIsNotANumberStaysSo(set: Int32) {
        var given = AttentionGradientCase([5, 40, 1, 8])
        given.outputGradient[13] = .nan
        let result = given.run { patchlens_attention_gradient_run_on(set, $0) }
        #expect(result.queries[8..<16].allSatisfy { $0.isNaN })
        #expect(result.keys.allSatisfy { $0.isNaN })
        #expect(result.relevance.allSatisfy { $0.isNaN })
    }
}
