import CKernels
import Tensors
import TestSupport
import Testing

@Suite("The way back through linear maps and feed-forward parts")
struct LayerGradientTests {
    let channels = 48
    let hidden = 80

    private func tensor(_ shape: Shape, seed: UInt64, threads: Int = 1) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor(generator.floats(shape.count), shape: shape, in: Workspace(threads: threads))
    }

    private func norm(_ channels: Int) -> LayerNorm {
        LayerNorm(weight: tensor([channels], seed: 1), bias: tensor([channels], seed: 2), epsilon: 1e-6)
    }

    private func map(from inputs: Int, to outputs: Int, seed: UInt64) throws -> Linear {
        try Linear(
            weight: tensor([outputs, inputs], seed: seed), bias: tensor([outputs], seed: seed + 10),
            keepsTranspose: true)
    }

    /// x W + what there was, in double.
    private func product(_ x: [Float], _ weight: Tensor, addedTo sums: [Float]) -> [Float] {
        let (inputs, outputs) = (weight.shape[0], weight.shape[1])
        var result = sums
        patchlens_linear_plain(
            weight.transposed().elements, nil, Int64(outputs), Int64(inputs), x, Int64(x.count / inputs), &result,
            patchlens_epilogue_add)
        return result
    }

    private func backThroughNorm(_ gradient: [Float], of x: Tensor, addedTo sums: [Float]) -> [Float] {
        var result = sums
        let norm = norm(x.shape[1])
        patchlens_layer_norm_gradient_plain(
            x.elements, Int64(x.shape[0]), Int64(x.shape[1]), norm.weight.elements, norm.epsilon, gradient, 1, &result)
        return result
    }

    private func check(_ found: Tensor, _ expected: [Float]) {
        #expect(largestDifference(found.elements, expected) <= 1e-5 * expected.reduce(1) { max($0, abs($1)) })
    }

    @Test(arguments: [1, 12, 13, 50, 257])
    func projections(rows: Int) throws {
        let (x, before) = (tensor([rows, channels], seed: 3), tensor([rows, channels], seed: 4))
        let layers = try (5..<8).map { try map(from: channels, to: hidden, seed: $0) }
        let gradients = (20..<23).map { tensor([rows, hidden], seed: $0) }
        let zeros = [Float](repeating: 0, count: x.count)
        let sum = zip(gradients, 5..<8).reduce(zeros) {
            product($1.0.elements, tensor([hidden, channels], seed: $1.1), addedTo: $0)
        }
        check(
            Linear.inputGradient(gradients, through: layers, of: x, addedTo: before),
            zip(sum, before.elements).map(+))
        check(
            Linear.inputGradient(gradients, through: layers, of: x, normalizedBy: norm(channels), addedTo: before),
            backThroughNorm(sum, of: x, addedTo: before.elements))
        #expect(before.elements == tensor([rows, channels], seed: 4).elements)
    }

    @Test(arguments: [1, 13, 257], [false, true])
    func feedForward(rows: Int, isGated: Bool) throws {
        for activation in Activation.allCases {
            for innerNorm in [nil, norm(hidden)] {
                let found = try gradient(rows, isGated, activation, innerNorm, threads: 1)
                check(found, expected(rows, isGated, activation, innerNorm))
                let together = try gradient(rows, isGated, activation, innerNorm, threads: 5)
                #expect(together.elements == found.elements)
            }
        }
    }

    private func gradient(
        _ rows: Int, _ isGated: Bool, _ activation: Activation, _ innerNorm: LayerNorm?, threads: Int
    ) throws -> Tensor {
        Linear.feedForwardGradient(
            tensor([rows, channels], seed: 4, threads: threads), of: tensor([rows, channels], seed: 3),
            normalizedBy: norm(channels), expansion: try map(from: channels, to: hidden, seed: 5),
            value: isGated ? try map(from: channels, to: hidden, seed: 6) : nil, activation: activation,
            innerNorm: innerNorm, contraction: try map(from: hidden, to: channels, seed: 7))
    }

    /// Step by step, each of them a plain kernel.
    private func expected(
        _ rows: Int, _ isGated: Bool, _ activation: Activation, _ innerNorm: LayerNorm?
    ) -> [Float] {
        let (x, after) = (tensor([rows, channels], seed: 3), tensor([rows, channels], seed: 4).elements)
        let normalized = norm(channels)(x).elements
        func hiddenValues(seed: UInt64) -> [Float] {
            let biases = tensor([hidden], seed: seed + 10).elements
            return product(
                normalized, tensor([hidden, channels], seed: seed).transposed(),
                addedTo: (0..<rows).flatMap { _ in biases })
        }
        let values = hiddenValues(seed: 5)
        var factors = isGated ? hiddenValues(seed: 6) : []
        let zeros = [Float](repeating: 0, count: rows * hidden)
        var gradient = product(after, tensor([channels, hidden], seed: 7), addedTo: zeros)
        if innerNorm != nil {
            var activated = values
            patchlens_activate_plain(activation.kernel, &activated, isGated ? factors : nil, Int64(activated.count))
            gradient = backThroughNorm(gradient, of: Tensor(activated, shape: [rows, hidden]), addedTo: zeros)
        }
        let count = Int64(values.count)
        if isGated {
            patchlens_activation_gradient_plain(activation.kernel, values, &gradient, &factors, count)
        } else {
            patchlens_activation_gradient_plain(activation.kernel, values, &gradient, nil, count)
        }
        var sum = product(
            gradient, tensor([hidden, channels], seed: 5), addedTo: .init(repeating: 0, count: rows * channels))
        if isGated { sum = product(factors, tensor([hidden, channels], seed: 6), addedTo: sum) }
        return backThroughNorm(sum, of: x, addedTo: after)
    }
}

extension Activation {
    fileprivate var kernel: patchlens_activation {
        switch self {
        case .gelu: patchlens_gelu_activation
        case .geluTanh: patchlens_gelu_tanh_activation
        case .quickGELU: patchlens_quick_gelu_activation
        case .silu: patchlens_silu_activation
        case .relu: patchlens_relu_activation
        }
    }
}
