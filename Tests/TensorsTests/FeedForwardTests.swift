import CKernels
import Tensors
import TestSupport
import Testing

@Suite("Steps that are taken a tile at a time equal the steps one by one")
struct FeedForwardTests {
    let channels = 48
    let hidden = 80

    private func tensor(_ shape: Shape, seed: UInt64) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor(generator.floats(shape.count), shape: shape)
    }

    private var norm: LayerNorm {
        LayerNorm(weight: tensor([channels], seed: 1), bias: tensor([channels], seed: 2), epsilon: 1e-6)
    }

    @Test(arguments: [1, 12, 13, 50, 257], Precision.allCases.filter(\.isAvailable))
    func projectionsOfNormalisedRows(rows: Int, precision: Precision) throws {
        let tokens = tensor([rows, channels], seed: 3)
        let layers = try (4..<7).map {
            try Linear(
                weight: tensor([hidden, channels], seed: $0), bias: tensor([hidden], seed: $0 + 10),
                precision: precision)
        }
        let together = Linear.project(tokens, normalizedBy: norm, through: layers)
        for (layer, result) in zip(layers, together) {
            #expect(result.elements == layer(norm(tokens)).elements)
        }
    }

    @Test(arguments: [1, 12, 13, 50, 257])
    func feedForward(rows: Int) throws {
        let tokens = tensor([rows, channels], seed: 3)
        let (w1, b1) = (tensor([hidden, channels], seed: 4), tensor([hidden], seed: 5))
        let (w2, b2) = (tensor([channels, hidden], seed: 6), tensor([channels], seed: 7))
        let result = Linear.feedForward(
            tokens, normalizedBy: norm, expansion: try Linear(weight: w1, bias: b1),
            contraction: try Linear(weight: w2, bias: b2))
        var inner = [Float](repeating: 0, count: rows * hidden)
        patchlens_linear_plain(
            w1.elements, b1.elements, Int64(hidden), Int64(channels), norm(tokens).elements, Int64(rows), &inner,
            patchlens_epilogue_store)
        patchlens_gelu_plain(&inner, Int64(inner.count))
        var expected = tokens.elements
        patchlens_linear_plain(
            w2.elements, b2.elements, Int64(channels), Int64(hidden), inner, Int64(rows), &expected,
            patchlens_epilogue_add)
        #expect(largestDifference(result.elements, expected) <= 5e-5)
        #expect(tokens.elements == tensor([rows, channels], seed: 3).elements)
    }
}
