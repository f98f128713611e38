import CKernels
import Tensors
import TestSupport
import Testing

/// What is between the two products of a feed-forward part.
struct HiddenSteps: CustomStringConvertible {
    let activation: Activation
    let isGated: Bool, hasInnerNorm: Bool

    static let all = Activation.allCases.flatMap { activation in
        [false, true].flatMap { gated in
            [false, true].map { HiddenSteps(activation: activation, isGated: gated, hasInnerNorm: $0) }
        }
    }

    var description: String {
        "\(activation)\(isGated ? ", gated" : "")\(hasInnerNorm ? ", normalised" : "")"
    }

    var kind: patchlens_activation {
        switch activation {
        case .gelu: patchlens_gelu_activation
        case .geluTanh: patchlens_gelu_tanh_activation
        case .quickGELU: patchlens_quick_gelu_activation
        case .silu: patchlens_silu_activation
        case .relu: patchlens_relu_activation
        }
    }
}

/// A feed-forward part of 132 channels, so that Strassen's algorithm serves one product, or of sizes that are odd.
private struct Part {
    let channels: Int, hidden: Int
    let steps: HiddenSteps
    let weights: [Tensor], biases: [Tensor]

    init(channels: Int, hidden: Int, steps: HiddenSteps) {
        (self.channels, self.hidden, self.steps) = (channels, hidden, steps)
        let shapes: [Shape] = [[hidden, channels], [hidden, channels], [channels, hidden]]
        weights = shapes.enumerated().map { Self.tensor($1, seed: UInt64($0) + 10, scale: 0.3) }
        biases = shapes.enumerated().map { Self.tensor([$1[0]], seed: UInt64($0) + 20) }
    }

    static func tensor(_ shape: Shape, seed: UInt64, scale: Float = 1, threads: Int = 1) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor(
            generator.floats(shape.count).map { $0 * scale }, shape: shape, in: Workspace(threads: threads))
    }

    var norm: LayerNorm { Self.norm(channels, seed: 1) }
    var innerNorm: LayerNorm? { steps.hasInnerNorm ? Self.norm(hidden, seed: 3) : nil }

    private static func norm(_ channels: Int, seed: UInt64) -> LayerNorm {
        LayerNorm(weight: tensor([channels], seed: seed), bias: tensor([channels], seed: seed + 1), epsilon: 1e-6)
    }

    func layers(_ precision: Precision) throws -> [Linear] {
        try zip(weights, biases).map { try Linear(weight: $0, bias: $1, precision: precision) }
    }

    func run(_ tokens: Tensor, _ layers: [Linear]) -> Tensor {
        guard steps.isGated else {
            return Linear.feedForward(
                tokens, normalizedBy: norm, expansion: layers[0], activation: steps.activation, innerNorm: innerNorm,
                contraction: layers[2])
        }
        return Linear.gatedFeedForward(
            tokens, normalizedBy: norm, gate: layers[0], value: layers[1], activation: steps.activation,
            innerNorm: innerNorm, contraction: layers[2])
    }

    /// Step by step, the activation by this kernel.
    func oneByOne(
        _ tokens: Tensor, through maps: [(Tensor) -> Tensor],
        _ activate: (inout [Float], UnsafePointer<Float>?, Int64) -> Void
    ) -> Tensor {
        let normalized = norm(tokens)
        var inner = maps[0](normalized).elements
        if steps.isGated {
            activate(&inner, maps[1](normalized).elements, Int64(inner.count))
        } else {
            activate(&inner, nil, Int64(inner.count))
        }
        let activations = Tensor(inner, shape: [tokens.shape[0], hidden])
        return maps[2](innerNorm.map { $0(activations) } ?? activations)
    }

    /// A map in double, added to what is given.
    func plain(_ index: Int, _ x: Tensor, addedTo residual: Tensor?) -> Tensor {
        let outputs = weights[index].shape[0]
        var output = residual?.elements ?? [Float](repeating: 0, count: x.shape[0] * outputs)
        patchlens_linear_plain(
            weights[index].elements, biases[index].elements, Int64(outputs), Int64(x.shape[1]), x.elements,
            Int64(x.shape[0]), &output, residual == nil ? patchlens_epilogue_store : patchlens_epilogue_add)
        return Tensor(output, shape: [x.shape[0], outputs])
    }
}

/// The one that layers run on, which is not the best where PATCHLENS_INSTRUCTIONS asks for less.
private let setInUse =
    (0..<patchlens_instruction_set_count()).first { set in
        String(cString: patchlens_instruction_set_name(set)) == String(cString: patchlens_instruction_set())
    } ?? 0

@Suite("Feed-forward parts of all kinds")
struct HiddenStepsTests {
    @Test(arguments: [(48, 80), (132, 160), (7, 33)], HiddenSteps.all)
    func agreesWithDouble(size: (Int, Int), steps: HiddenSteps) throws {
        let part = Part(channels: size.0, hidden: size.1, steps: steps)
        let layers = try part.layers(.float32)
        for rows in [1, 13, 50] {
            let tokens = Part.tensor([rows, size.0], seed: 5, threads: 2)
            let expected = part.oneByOne(
                tokens,
                through: [
                    { part.plain(0, $0, addedTo: nil) }, { part.plain(1, $0, addedTo: nil) },
                    { part.plain(2, $0, addedTo: tokens) },
                ]
            ) { patchlens_activate_plain(steps.kind, &$0, $1, $2) }
            #expect(largestDifference(part.run(tokens, layers).elements, expected.elements) <= 1e-4)
        }
    }

    /// The exact GELU that goes with the second product alone rounds a little differently in bfloat16 and int8.
    @Test(arguments: Precision.allCases.filter(\.isAvailable), HiddenSteps.all)
    func equalsTheStepsOneByOne(precision: Precision, steps: HiddenSteps) throws {
        let isFused = steps.activation == .gelu && !steps.isGated && !steps.hasInnerNorm
        let part = Part(channels: 132, hidden: 160, steps: steps)
        let layers = try part.layers(precision)
        for rows in [1, 50, 201] {
            let tokens = Part.tensor([rows, 132], seed: 5, threads: 3)
            let expected = part.oneByOne(
                tokens, through: [{ layers[0]($0) }, { layers[1]($0) }, { layers[2]($0, addedTo: tokens) }]
            ) { patchlens_activate_on(setInUse, steps.kind, &$0, $1, $2) }
            let result = part.run(tokens, layers).elements
            if isFused && precision != .float32 {
                #expect(largestDifference(result, expected.elements) <= 0.1)
            } else {
                #expect(result == expected.elements)
            }
        }
    }

    /// Sub-LN before the output projection.
    @Test(arguments: Precision.allCases.filter(\.isAvailable))
    func aProjectionOfNormalisedRowsIsAdded(precision: Precision) throws {
        let part = Part(channels: 48, hidden: 80, steps: HiddenSteps.all[0])
        let projection = try part.layers(precision)[0]
        let (x, residual) = (Part.tensor([21, 48], seed: 5), Part.tensor([21, 80], seed: 6))
        let result = projection(x, normalizedBy: part.norm, addedTo: residual)
        #expect(result.elements == projection(part.norm(x), addedTo: residual).elements)
    }
}
