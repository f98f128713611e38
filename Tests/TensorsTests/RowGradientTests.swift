import CKernels
import Tensors
import TestSupport
import Testing

@Suite("The way back through norms and activations against double")
struct RowGradientTests {
    static let sets = 0..<patchlens_instruction_set_count()

    private func tensor(_ shape: Shape, seed: UInt64, threads: Int = 1) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor(generator.floats(shape.count), shape: shape, in: Workspace(threads: threads))
    }

    @Test(arguments: sets, [0, 1] as [Int32])
    func layerNorm(set: Int32, adds: Int32) {
        for columns in [1, 3, 16, 17, 33, 64, 100, 384] {
            let x = tensor([5, columns], seed: UInt64(columns)).elements.map { $0 * 3 + 1 }
            let (weight, gradient) = (tensor([columns], seed: 1).elements, tensor([5, columns], seed: 2).elements)
            var (result, expected) = (gradient, gradient)
            patchlens_layer_norm_gradient_on(
                set, x, 5, Int64(columns), weight, 1e-5, gradient, adds, &result)
            patchlens_layer_norm_gradient_plain(x, 5, Int64(columns), weight, 1e-5, gradient, adds, &expected)
            let magnitude = expected.reduce(1) { max($0, abs($1)) }
            #expect(largestDifference(result, expected) <= 3e-6 * magnitude, "\(columns)")
        }
    }

    @Test(arguments: [2, 5])
    func layerNormByThreads(threads: Int) {
        let norm = LayerNorm(weight: tensor([70], seed: 1), bias: tensor([70], seed: 2), epsilon: 1e-6)
        let x = tensor([203, 70], seed: 3)
        func gradient(threads: Int) -> [Float] {
            norm.inputGradient(tensor([203, 70], seed: 4, threads: threads), of: x).elements
        }
        #expect(gradient(threads: threads) == gradient(threads: 1))
    }

    @Test(arguments: sets, activationKinds)
    func activations(set: Int32, kind: patchlens_activation) {
        let values =
            stride(from: Float(-12), through: 12, by: 0.000_7).map { $0 } + [0, 1e-30, 60, -60, 88, -88, 200, -200]
        let ones = [Float](repeating: 1, count: values.count)
        var (result, expected) = (ones, ones)
        patchlens_activation_gradient_on(set, kind, values, &result, nil, Int64(values.count))
        patchlens_activation_gradient_plain(kind, values, &expected, nil, Int64(values.count))
        #expect(largestDifference(result, expected) <= 2e-6)
    }

    @Test(arguments: sets, activationKinds)
    func gatedActivations(set: Int32, kind: patchlens_activation) {
        for count in [1, 3, 15, 16, 17, 31, 1_000] {
            var generator = SeededGenerator(seed: UInt64(count))
            let values = generator.floats(count).map { $0 * 5 }
            let (gradient, factors) = (generator.floats(count + 1), generator.floats(count + 1))
            var (result, resultFactors) = (gradient, factors)
            var (expected, expectedFactors) = (gradient, factors)
            patchlens_activation_gradient_on(set, kind, values, &result, &resultFactors, Int64(count))
            patchlens_activation_gradient_plain(kind, values, &expected, &expectedFactors, Int64(count))
            #expect(largestDifference(result, expected) <= 2e-6)
            #expect(largestDifference(resultFactors, expectedFactors) <= 2e-6)
        }
    }

    /// Of y = Σ g · x/|x|, by central differences in double.
    @Test func unitLength() {
        let (heads, dimension) = (2, 5)
        let x = tensor([3, heads * dimension], seed: 1)
        let g = tensor([3, heads * dimension], seed: 2)
        let found = x.gradientOfNormalizing(g, headCount: heads).elements
        func y(of index: Int, moved step: Double) -> Double {
            let head = index / dimension * dimension..<(index / dimension + 1) * dimension
            let moved = head.map { Double(x.elements[$0]) + ($0 == index ? step : 0) }
            let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return zip(head, moved).reduce(0) { $0 + Double(g.elements[$1.0]) * $1.1 / length }
        }
        let expected = (0..<x.count).map { Float((y(of: $0, moved: 1e-4) - y(of: $0, moved: -1e-4)) / 2e-4) }
        #expect(largestDifference(found, expected) <= 1e-5)
    }
}
