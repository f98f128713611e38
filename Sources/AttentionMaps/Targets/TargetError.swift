public import VisionTransformers

/// Why a target cannot be taken, as a whole or by this model.
public enum TargetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No target is written like this.
    case malformed(String)
    /// The model has no classifier.
    case noClassifier(GradientTarget)
    /// The model projects pictures to no space that texts share.
    case noTextSpace(GradientTarget)
    /// The classifier has fewer classes.
    case noSuchClass(Int, classCount: Int)
    /// No class has this name; the nearest that some have.
    case noSuchLabel(String, nearest: [String])
    /// Several classes have this name: their numbers.
    case ambiguousLabel(String, classes: [Int])
    /// A text was asked for, and no text encoder given.
    case noTextEncoder(GradientTarget)
    /// The text encoder is another model's: its features are of this size, the pictures' of that.
    case otherTextSpace(text: Int, picture: Int)
    /// The text encoder failed.
    case encoding(EncodingError)

    /// One line for the user.
    public var description: String {
        switch self {
        case .malformed(let argument):
            "'\(argument)' is no target; there are class:N, label:NAME, predicted, feature and text:\"…\""
        case .noClassifier(let target):
            "--target \(target) needs a classifier, which this model does not have; --target feature would work"
        case .noTextSpace(let target):
            "--target \(target) needs a model that pictures and texts share a space of (CLIP); --target feature would "
                + "work"
        case .noSuchClass(let number, let count):
            "there is no class \(number): the classifier has \(count), 0 to \(count - 1)"
        case .noSuchLabel(let name, let nearest):
            "no class is called '\(name)'" + Self.list(nearest)
        case .ambiguousLabel(let name, let classes):
            "\(classes.count) classes are called '\(name)': " + classes.map { "class:\($0)" }.joined(separator: ", ")
        case .noTextEncoder(let target):
            "--target \(target) needs the model's text encoder, which was not found with it"
        case .otherTextSpace(let text, let picture):
            "the text encoder's features have \(text) channels, the pictures' have \(picture): they are of different "
                + "models"
        case .encoding(let error): error.description
        }
    }

    private static func list(_ nearest: [String]) -> String {
        nearest.isEmpty ? "" : "; the nearest: " + nearest.map { "'\($0)'" }.joined(separator: ", ")
    }
}
