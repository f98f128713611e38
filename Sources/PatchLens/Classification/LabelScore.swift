public import Tensors
import VisionTransformers

/// What a classifier thinks of one of its classes.
public struct LabelScore: Sendable, Equatable {
    /// The classifier's output, counted from 0.
    public let index: Int
    /// The class's name; its number where the checkpoint does not name it.
    public let label: String
    /// The probability among all classes: softmax over the outputs.
    public let probability: Double

    /// The most probable classes, the first of two equal ones first.
    ///
    /// - Parameter logits: (1, classes), before any softmax.
    public static func best(_ count: Int, of logits: Tensor, labels: [String]) -> [LabelScore] {
        precondition(logits.count == labels.count, "\(logits.count) outputs for \(labels.count) labels")
        let outputs = logits.elements.map(Double.init)
        let largest = outputs.max() ?? 0
        let exponentials = outputs.map { ElementaryFunction.exponential($0 - largest) }
        let sum = exponentials.reduce(0, +)
        let ranked = outputs.indices.sorted { (-outputs[$0], $0) < (-outputs[$1], $1) }
        return ranked.prefix(count).map {
            LabelScore(index: $0, label: labels[$0], probability: exponentials[$0] / sum)
        }
    }
}
