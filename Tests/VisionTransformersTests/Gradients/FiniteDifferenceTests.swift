import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("Gradients are what finite differences say")
struct FiniteDifferenceTests {
    private static let step = 1e-5

    /// The step from y(A − h) to y(A + h), in a model of its own in double, over 2h: an error of h². Probabilities of
    /// every layer and head, from the class token and from patches.
    @Test func ofSomeProbabilities() throws {
        let model = try SmallModel.load(isDifferentiable: true)
        let patches = try SmallModel.patches([3, 7])
        let double = try DoubleDINOv2(directory: SmallModel.directory, heads: 3, layers: 3)
        let entering = try model.tokens(entering: 0, on: patches)
        let tokens = (0..<22).map { row in entering.rows([row]).elements.map(Double.init) }
        let y = try model.differentiate(patches) { tokens throws(EncodingError) in
            model.headGradient(of: .feature, at: tokens).output
        } visiting: { layer throws(EncodingError) in
            let gradients = layer.probabilityGradients(of: 0..<layer.queries.count)
            let magnitude = gradients.elements.reduce(0) { max($0, abs($1)) }
            for (head, query, key) in [(0, 0, 0), (1, 0, 13), (2, 0, 21), (0, 5, 7), (1, 21, 0), (2, 11, 12)]
            where layer.queries.contains(query) {
                func y(_ amount: Double) -> Double {
                    double.classTokenLength(
                        of: tokens,
                        nudged: .init(layer: layer.layer, head: head, query: query, key: key, amount: amount))
                }
                let difference = (y(Self.step) - y(-Self.step)) / (2 * Self.step)
                let found = Double(gradients[head, query, key])
                #expect(
                    abs(found - difference) <= 1e-4 * Double(magnitude), "layer \(layer.layer) \(head) \(query) \(key)")
            }
        }
        #expect(abs(y - double.classTokenLength(of: tokens)) <= 1e-5)
    }
}
