import CKernels
import TestSupport
import Testing

@Suite("Layer norm and GELU against double")
struct RowKernelTests {
    static let sets = 0..<patchlens_instruction_set_count()

    @Test(arguments: sets, [1, 2, 15, 16, 17, 63, 64, 65, 384, 1025])
    func layerNormAgrees(set: Int32, columns: Int) {
        let rows = 5
        var generator = SeededGenerator(seed: UInt64(columns))
        // A mean far from zero, as residual streams have, is where a careless variance loses its digits.
        let input = generator.floats(rows * columns).map { $0 + 40 }
        let (weight, bias) = (generator.floats(columns), generator.floats(columns))
        var (result, expected) = (input, input)
        patchlens_layer_norm_on(set, input, Int64(rows), Int64(columns), weight, bias, 1e-6, &result)
        patchlens_layer_norm_plain(input, Int64(rows), Int64(columns), weight, bias, 1e-6, &expected)
        #expect(largestDifference(result, expected) <= 2e-5)
    }

    @Test(arguments: [1, 11, 12, 13, 257], [1, 2, 5] as [Int32])
    func layerNormOfTilesIsLayerNormOfRows(rows: Int, threads: Int32) {
        let columns = 33
        var generator = SeededGenerator(seed: UInt64(rows))
        let input = generator.floats(rows * columns)
        let (weight, bias) = (generator.floats(columns), generator.floats(columns))
        var (result, expected) = (input, input)
        patchlens_layer_norm(input, Int64(rows), Int64(columns), weight, bias, 1e-6, &result, threads)
        patchlens_layer_norm_plain(input, Int64(rows), Int64(columns), weight, bias, 1e-6, &expected)
        #expect(largestDifference(result, expected) <= 1e-5)
    }

    @Test(arguments: sets)
    func geluAgreesEverywhere(set: Int32) {
        let values = stride(from: Float(-12), through: 12, by: 0.000_37).map { $0 } + [0, -0.0, 1e-30, -1e-30, 60, -60]
        var (result, expected) = (values, values)
        patchlens_gelu_on(set, &result, Int64(values.count))
        patchlens_gelu_plain(&expected, Int64(values.count))
        for (index, x) in values.enumerated() {
            // ½ x times an error of 2e-7 in erf, and the rounding of the result
            let tolerance = 1e-7 * max(abs(x), 1) + 1.2e-7 * abs(expected[index])
            #expect(abs(result[index] - expected[index]) <= tolerance, "GELU(\(x))")
        }
    }

    @Test(arguments: sets, [1, 3, 15, 16, 17, 31])
    func geluTouchesItsOwnValuesOnly(set: Int32, count: Int) {
        var values = [Float](repeating: 2, count: count + 1)
        patchlens_gelu_on(set, &values, Int64(count))
        #expect(values[count] == 2)
        #expect(values[..<count].allSatisfy { abs($0 - 1.954_499_7) < 1e-6 })
    }

    @Test(arguments: sets)
    func whatIsNotANumberStaysSo(set: Int32) {
        var values: [Float] = [.nan, 1, .infinity]
        patchlens_gelu_on(set, &values, 3)
        #expect(values[0].isNaN)
        #expect(values[2] == .infinity)
    }
}
