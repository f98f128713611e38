import CKernels
import TestSupport
import Testing

private let bfloat16IsAvailable = patchlens_precision_available(patchlens_bfloat16) != 0
private let int8IsAvailable = patchlens_precision_available(patchlens_int8) != 0

/// To the nearest bfloat16, ties to even: by the definition, not by the kernel's bit tricks.
private func roundedToBFloat16(_ value: Float) -> Float {
    let step = value.ulp * 65_536
    return value == 0
        ? 0
        : (Double(value) / Double(step)).rounded(.toNearestOrEven) == 0
            ? 0 : Float((Double(value) / Double(step)).rounded(.toNearestOrEven) * Double(step))
}

/// Rows to −127 … 127 by the scale of their largest value, and back.
private func roundedToInt8(_ values: [Float], columns: Int) -> [Float] {
    stride(from: 0, to: values.count, by: columns).flatMap { start in
        let row = values[start..<(start + columns)]
        let scale = (row.map(abs).max() ?? 0) / 127
        return row.map { scale == 0 ? 0 : ($0 / scale).rounded(.toNearestOrEven) * scale }
    }
}

extension LinearCase {
    /// Where Strassen's algorithm serves, sums of factors are rounded instead of factors. An error of 2⁻⁹ at the most
    /// in each of `inputs` terms, up to 12 times over (the first and the last quarter), adds up like their square root,
    /// to some 1e-3 √inputs; the largest of some 100,000 is five times that, and the tolerance twice as much.
    /// (Sizes it does not suit are rounded once, and are well within.)
    fileprivate var roundedSumTolerance: Float { 1e-2 * Float(inputs).squareRoot() + 1e-2 }
}

@Suite("Products of rounded factors are exact products of those")
struct PrecisionKernelTests {
    @Test(.enabled(if: bfloat16IsAvailable), arguments: linearSizes, epilogues)
    func bfloat16(size: [Int], epilogue: patchlens_epilogue) throws {
        let given = LinearCase(size)
        var rounded = given
        rounded.input = given.input.map(roundedToBFloat16)
        rounded.weight = given.weight.map(roundedToBFloat16)
        let result = try given.result(epilogue, precision: patchlens_bfloat16)
        #expect(largestDifference(result, rounded.expected(epilogue)) <= given.tolerance)
    }

    @Test(.enabled(if: bfloat16IsAvailable), arguments: linearSizes, epilogues)
    func bfloat16Sums(size: [Int], epilogue: patchlens_epilogue) throws {
        let given = LinearCase(size)
        let result = try given.result(epilogue, precision: patchlens_bfloat16_sums)
        #expect(largestDifference(result, given.expected(epilogue)) <= given.roundedSumTolerance)
    }

    @Test(.enabled(if: int8IsAvailable), arguments: linearSizes, epilogues)
    func int8(size: [Int], epilogue: patchlens_epilogue) throws {
        let given = LinearCase(size)
        var rounded = given
        rounded.input = roundedToInt8(given.input, columns: given.inputs)
        rounded.weight = roundedToInt8(given.weight, columns: given.inputs)
        let result = try given.result(epilogue, precision: patchlens_int8)
        // A value half way between two integers may be rounded to either: 1/127 of one product.
        #expect(largestDifference(result, rounded.expected(epilogue)) <= given.tolerance + 0.02)
        let ties = zip(result, rounded.expected(epilogue)).count { abs($0 - $1) > given.tolerance }
        #expect(ties * 20 <= result.count)
    }

    @Test(
        .enabled(if: bfloat16IsAvailable && int8IsAvailable), arguments: linearSizes,
        [patchlens_bfloat16, patchlens_bfloat16_sums, patchlens_int8])
    func threadsChangeNothing(size: [Int], precision: patchlens_precision) throws {
        let given = LinearCase(size)
        let alone = try given.result(patchlens_epilogue_add, threads: 1, precision: precision)
        #expect(try given.result(patchlens_epilogue_add, threads: 3, precision: precision) == alone)
    }

    @Test(.enabled(if: int8IsAvailable), arguments: [patchlens_bfloat16, patchlens_int8])
    func whatIsNotANumberStaysSo(precision: patchlens_precision) throws {
        var given = LinearCase([20, 30, 40])
        given.input[3] = .nan
        let result = try given.result(patchlens_epilogue_store, precision: precision)
        #expect(result[..<40].allSatisfy { $0.isNaN })
        #expect(result[40...].allSatisfy { $0.isFinite })
    }
}

@Suite("Attention with bfloat16 factors", .enabled(if: bfloat16IsAvailable))
struct BFloat16AttentionTests {
    private func inBFloat16(_ size: [Int]) -> AttentionCase {
        var attention = AttentionCase(size)
        attention.precision = patchlens_bfloat16
        return attention
    }

    /// Probabilities of exactly rounded Q and K differ by the rounding of the scaled Queries alone: a score of size s
    /// by s·2⁻⁸ at the most, and the probability by that share.
    @Test(arguments: attentionSizes)
    func agreesWithinItsRounding(size: [Int]) {
        let attention = inBFloat16(size)
        let (result, expected) = (attention.tiled(threads: 2), attention.expected())
        #expect(largestDifference(result.output, expected.output) <= 0.03)
        #expect(largestDifference(result.probabilities, expected.probabilities) <= 0.02)
        #expect(largestDifference(result.logSums, expected.logSums) <= 0.1)
    }

    @Test(arguments: attentionSizes)
    func recordedRowsSumToOne(size: [Int]) {
        let probabilities = inBFloat16(size).tiled(threads: 2).probabilities
        for start in stride(from: 0, to: probabilities.count, by: size[1]) {
            #expect(abs(probabilities[start..<(start + size[1])].reduce(0.0) { $0 + Double($1) } - 1) < 1e-5)
        }
    }

    @Test(arguments: attentionSizes)
    func neitherThreadsNorRecordingChangeAnything(size: [Int]) {
        let attention = inBFloat16(size)
        var silent = attention
        silent.recordedQueries = []
        silent.recordedHeads = []
        let alone = attention.tiled(threads: 1)
        #expect(attention.tiled(threads: 3) == alone)
        #expect(silent.tiled(threads: 2).output == alone.output)
    }

    @Test func whatIsNotANumberStaysSo() {
        var attention = inBFloat16([5, 40, 1, 8])
        attention.keys[13] = .nan
        #expect(attention.tiled(threads: 1).probabilities.allSatisfy { $0.isNaN })
    }
}
