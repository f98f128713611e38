import CKernels
import TestSupport
import Testing

/// Sizes around the edges of register tiles, row tiles and panels, and the default model's own.
let linearSizes: [[Int]] = [
    [1, 1, 1], [1, 384, 384], [3, 7, 5], [7, 48, 16], [8, 49, 17], [12, 3, 64], [13, 50, 33], [47, 96, 31],
    [49, 588, 384], [97, 385, 24], [33, 130, 200], [193, 130, 65], [257, 384, 1152], [385, 16, 384],
]

/// All that can become of a product.
let epilogues = [patchlens_epilogue_store, patchlens_epilogue_add]

/// A random layer, its input, and what is in the output beforehand.
struct LinearCase {
    let rows: Int, inputs: Int, outputs: Int
    var weight: [Float], bias: [Float], input: [Float], before: [Float]

    init(_ size: [Int]) {
        (rows, inputs, outputs) = (size[0], size[1], size[2])
        var generator = SeededGenerator(seed: UInt64(size.reduce(17) { $0 * 1009 + $1 }))
        weight = generator.floats(inputs * outputs)
        bias = generator.floats(outputs)
        input = generator.floats(rows * inputs)
        before = generator.floats(rows * outputs)
    }

    /// Rounding of a sum of `inputs` products below 1, in any order: each addition may lose 2⁻²⁴ of a partial sum,
    /// which grows like √inputs, and the losses add up like √inputs too. Twice that by Strassen's algorithm.
    var tolerance: Float { 2e-7 * Float(inputs) + 1e-6 }

    func expected(_ epilogue: patchlens_epilogue, withBias: Bool = true) -> [Float] {
        var output = before
        patchlens_linear_plain(
            weight, withBias ? bias : nil, Int64(outputs), Int64(inputs), input, Int64(rows), &output, epilogue)
        return output
    }

    func result(
        _ epilogue: patchlens_epilogue, withBias: Bool = true, threads: Int32 = 2,
        precision: patchlens_precision = patchlens_float32
    ) throws -> [Float] {
        var message = [CChar](repeating: 0, count: 128)
        let layer = try #require(
            patchlens_linear_create(
                weight, withBias ? bias : nil, Int64(outputs), Int64(inputs), precision, &message,
                128))
        return result(epilogue, of: layer, threads: threads)
    }

    /// Destroys the layer.
    fileprivate func result(_ epilogue: patchlens_epilogue, of layer: OpaquePointer, threads: Int32) -> [Float] {
        defer { patchlens_linear_destroy(layer) }
        var output = before
        output.withUnsafeMutableBufferPointer { output in
            var projection = patchlens_projection(layer: layer, output: output.baseAddress, epilogue: epilogue)
            #expect(patchlens_project(input, Int64(rows), nil, &projection, 1, threads) == 0)
        }
        return output
    }
}

extension LinearCase {
    /// The product by one set's own kernels, or nil where it cannot be made.
    fileprivate func product(on set: Int32, byStrassen: Bool, _ epilogue: patchlens_epilogue) -> [Float]? {
        patchlens_linear_create_on(set, byStrassen ? 1 : 0, weight, bias, Int64(outputs), Int64(inputs)).map {
            result(epilogue, of: $0, threads: 1)
        }
    }
}

@Suite("Linear layers against sums in double")
struct LinearKernelTests {
    @Test(arguments: linearSizes, epilogues)
    func agrees(size: [Int], epilogue: patchlens_epilogue) throws {
        let linear = LinearCase(size)
        let difference = largestDifference(try linear.result(epilogue), linear.expected(epilogue))
        #expect(difference <= linear.tolerance)
    }

    @Test(arguments: linearSizes)
    func agreesWithoutBias(size: [Int]) throws {
        let linear = LinearCase(size)
        let result = try linear.result(patchlens_epilogue_store, withBias: false)
        let expected = linear.expected(patchlens_epilogue_store, withBias: false)
        #expect(largestDifference(result, expected) <= linear.tolerance)
    }

    @Test(arguments: linearSizes, [3, 4, 7] as [Int32])
    func threadsChangeNothing(size: [Int], threads: Int32) throws {
        let linear = LinearCase(size)
        let alone = try linear.result(patchlens_epilogue_add, threads: 1)
        #expect(try linear.result(patchlens_epilogue_add, threads: threads) == alone)
    }

    @Test(arguments: 0..<patchlens_instruction_set_count(), linearSizes)
    func panelsAgree(set: Int32, size: [Int]) throws {
        let linear = LinearCase(size)
        for epilogue in epilogues {
            let output = try #require(linear.product(on: set, byStrassen: false, epilogue))
            #expect(largestDifference(output, linear.expected(epilogue)) <= linear.tolerance)
        }
    }

    @Test(arguments: 0..<patchlens_instruction_set_count(), linearSizes)
    func strassenAgrees(set: Int32, size: [Int]) {
        let linear = LinearCase(size)
        for epilogue in epilogues {
            let output = linear.product(on: set, byStrassen: true, epilogue)
            #expect((output != nil) == (linear.outputs % 2 == 0 && linear.inputs % 2 == 0))
            #expect(output.map { largestDifference($0, linear.expected(epilogue)) <= linear.tolerance } ?? true)
        }
    }

    @Test func brokenWeightsStayVisible() throws {
        var linear = LinearCase([20, 30, 40])
        linear.weight[7] = .nan
        let result = try linear.result(patchlens_epilogue_store)
        #expect(result.contains { $0.isNaN })
    }
}
