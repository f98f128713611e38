import CKernels
import TestSupport
import Testing

/// Every activation that the kernels know.
let activationKinds = [
    patchlens_gelu_activation, patchlens_gelu_tanh_activation, patchlens_quick_gelu_activation,
    patchlens_silu_activation, patchlens_relu_activation,
]

@Suite("Activations against double")
struct ActivationKernelTests {
    static let sets = 0..<patchlens_instruction_set_count()

    @Test(arguments: sets, activationKinds)
    func agreesEverywhere(set: Int32, kind: patchlens_activation) {
        let near = stride(from: Float(-12), through: 12, by: 0.000_7).map { $0 }
        let values = near + [0, -0.0, 1e-30, -1e-30, 60, -60, 88, -88, 200, -200, 1e9, -1e9, 1e20]
        var (result, expected) = (values, values)
        patchlens_activate_on(set, kind, &result, nil, Int64(values.count))
        patchlens_activate_plain(kind, &expected, nil, Int64(values.count))
        for (index, x) in values.enumerated() {
            // What is approximated errs by 1e-7 |x|; the rest is rounding.
            let tolerance = 1e-7 * min(max(abs(x), 1), 30) + 1.5e-7 * abs(expected[index])
            #expect(abs(result[index] - expected[index]) <= tolerance, "\(kind) of \(x)")
        }
    }

    @Test(arguments: sets, activationKinds)
    func multipliesByFactors(set: Int32, kind: patchlens_activation) {
        for count in [1, 3, 15, 16, 17, 31, 1_000] {
            var generator = SeededGenerator(seed: UInt64(count))
            let (values, factors) = (generator.floats(count + 1).map { $0 * 5 }, generator.floats(count))
            var (result, expected) = (values, values)
            patchlens_activate_on(set, kind, &result, factors, Int64(count))
            patchlens_activate_plain(kind, &expected, factors, Int64(count))
            #expect(largestDifference(result, expected) <= 1e-6)
            #expect(result[count] == values[count], "beyond the end")
        }
    }

    @Test(arguments: sets, activationKinds)
    func whatIsNotANumberStaysSo(set: Int32, kind: patchlens_activation) {
        var values: [Float] = [.nan, 1, .infinity]
        patchlens_activate_on(set, kind, &values, nil, 3)
        #expect(values[0].isNaN && values[1].isFinite && values[2] == .infinity)
    }
}
