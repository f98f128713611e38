import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// The largest difference over the largest magnitude of a layer; it is mostly some 1e-6.
@Suite("Every family's gradients are autograd's")
struct GradientGoldenTests {
    private static let bound: Float = 1e-4

    @Test(arguments: GradientCase.all)
    func ofAttentionInEveryLayer(given: GradientCase) throws {
        let (model, patches, target) = (try given.load(), try given.patches(), try given.output())
        let (expected, shape) = try #require(try given.golden("attention_gradient"))
        let size = shape[1...].reduce(1, *)
        var (layers, reading): ([Int], OutputReading?) = ([], nil)
        let y = try model.differentiate(patches) { tokens throws(EncodingError) in
            let head = model.headGradient(of: target, at: tokens)
            reading = head.reading
            return head.output
        } visiting: { layer throws(EncodingError) in
            layers.append(layer.layer)
            let values = Array(expected[layer.layer * size..<(layer.layer + 1) * size])
            #expect(relativeError(layer.everyGradient, values) <= Self.bound, "layer \(layer.layer)")
        }
        #expect(layers == (0..<model.layerCount).reversed())
        let expectedY = try #require(try given.golden("y")).values[0]
        #expect(abs(Float(y) - expectedY) <= Self.bound * max(1, abs(expectedY)))
        try check(#require(reading), of: given)
    }

    /// A probe's own attention and its gradient; elsewhere tokens that are read in parts that make one.
    private func check(_ reading: OutputReading, of given: GradientCase) throws {
        switch reading {
        case .tokens(let weights):
            #expect(try given.golden("probe") == nil)
            #expect(abs(weights.reduce(0, +) - 1) <= 1e-12)
        case .probe(let probabilities, let gradients):
            let expected = (try #require(try given.golden("probe")), try #require(try given.golden("probe_gradient")))
            #expect(relativeError(probabilities.elements, expected.0.values) <= Self.bound)
            #expect(relativeError(gradients.elements, expected.1.values) <= Self.bound)
        }
    }

    /// All of what the golden folder has, so that none is left out unseen.
    @Test func everyFamilyHasGradients() {
        #expect(Set(GradientCase.all.map(\.family.facts.name)) == Set(FamilyCase.all.map(\.facts.name)))
        #expect(Set(GradientCase.all.map(\.target)) == Set(GradientCase.Target.allCases))
    }

    /// The likeliest class is chosen by the model; its gradient is that of the class by its number.
    @Test func thePredictedClassIsTheLargestLogit() throws {
        let given = try #require(GradientCase.all.first { $0.family.facts.name == "vit-timm" })
        let (model, patches) = (try given.load(), try given.patches())
        let tokens = try #require(try model.encode(patches).tokens)
        let logits = try #require(model.logits(tokens)).elements
        let largest = try #require(logits.indices.max { logits[$0] < logits[$1] })
        func gradient(of target: OutputTarget) throws -> [Float] {
            var elements: [Float] = []
            _ = try model.differentiate(patches, downTo: -1) { tokens throws(EncodingError) in
                let output = model.headGradient(of: target, at: tokens).output
                elements = output.gradient.elements
                return output
            } visiting: { _ throws(EncodingError) in
            }
            return elements
        }
        #expect(try gradient(of: .predictedLogit) == gradient(of: .logit(largest)))
    }
}

extension LayerGradient {
    /// ∂y/∂A with the rows that are zero. (heads, N, N)
    fileprivate var everyGradient: [Float] {
        var values = [Float](repeating: 0, count: headCount * tokenCount * tokenCount)
        let gradients = probabilityGradients(of: 0..<queries.count).elements
        for head in 0..<headCount {
            for (place, query) in queries.enumerated() {
                let (from, to) = ((head * queries.count + place) * tokenCount, (head * tokenCount + query) * tokenCount)
                values.replaceSubrange(to..<to + tokenCount, with: gradients[from..<from + tokenCount])
            }
        }
        return values
    }
}
