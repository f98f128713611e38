public import ImageDecoding
import Tensors
public import VisionTransformers

/// How sure a model still is of what it saw on a whole picture, when it sees less of it.
///
/// A classifier's probability of the class it predicted for the whole picture, as in RISE (Petsiuk, Das and Saenko
/// 2018). A model without a classifier has no class to be sure of: for it the cosine of the pooled feature to that of
/// the whole picture, which begins at 1 and tells how much of what the model says of the picture is left.
public struct ModelScore: Sendable {
    /// What the number is.
    public enum Kind: String, Sendable {
        /// 0 to 1.
        case probability
        /// −1 to 1.
        case cosine
    }

    private enum Reference {
        case predictedClass(Int)
        case feature([Float])
    }

    /// The score of the whole picture.
    public let whole: Double
    private let reference: Reference
    private let model: VisionTransformer

    /// What a model's scores are.
    public static func kind(of model: VisionTransformer) -> Kind { model.isClassifier ? .probability : .cosine }

    /// Looks at the whole picture; one forward pass.
    public init(of picture: Patches, in model: VisionTransformer) throws(EncodingError) {
        let output = try Self.output(on: picture, of: model)
        self.model = model
        if model.isClassifier {
            let predicted = output.indices.reduce(0) { output[$1] > output[$0] ? $1 : $0 }
            reference = .predictedClass(predicted)
            whole = Self.probability(of: predicted, in: output)
        } else {
            reference = .feature(output)
            whole = Self.cosine(output, output)
        }
    }

    /// One forward pass.
    public func callAsFunction(_ picture: Patches) throws(EncodingError) -> Double {
        let output = try Self.output(on: picture, of: model)
        switch reference {
        case .predictedClass(let index): return Self.probability(of: index, in: output)
        case .feature(let feature): return Self.cosine(output, feature)
        }
    }

    /// Logits, or the pooled feature.
    private static func output(on picture: Patches, of model: VisionTransformer) throws(EncodingError) -> [Float] {
        guard let tokens = try model.encode(picture, recording: .tokens).tokens else {
            preconditionFailure("tokens were recorded")
        }
        let output = model.logits(tokens) ?? model.pooled(tokens)
        guard output.isFinite else { throw .notFinite(layer: model.layerCount - 1) }
        return output.elements
    }

    /// Softmax, in double.
    private static func probability(of index: Int, in logits: [Float]) -> Double {
        let largest = Double(logits.max() ?? 0)
        let sum = logits.reduce(0.0) { $0 + ElementaryFunction.exponential(Double($1) - largest) }
        return ElementaryFunction.exponential(Double(logits[index]) - largest) / sum
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        var (product, first, second) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            product += Double(x) * Double(y)
            first += Double(x) * Double(x)
            second += Double(y) * Double(y)
        }
        let lengths = (first * second).squareRoot()
        return lengths > 0 ? product / lengths : 0
    }
}
