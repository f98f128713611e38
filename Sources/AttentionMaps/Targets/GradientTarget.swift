/// What gradients are taken of, as the command's `--target` takes it; `ModelTarget` is the same for one model.
public enum GradientTarget: Sendable, Hashable, CustomStringConvertible {
    /// A class by its number: `class:281`.
    case classNumber(Int)
    /// A class by its name: `label:tabby`.
    case label(String)
    /// The class that the model finds likeliest, picture by picture: `predicted`.
    case predicted
    /// What makes the picture's feature what it is: `feature`. Every model can be asked.
    case feature
    /// How well a text fits the picture: `text:a photo of a cat`.
    case text(String)

    /// Reads what the command line has; a text may be in quotes.
    public init(parsing argument: String) throws(TargetError) {
        let (kind, rest) = Self.split(argument)
        switch (kind, rest) {
        case ("predicted", nil): self = .predicted
        case ("feature", nil): self = .feature
        case ("class", let number?):
            guard let number = Int(number), number >= 0 else { throw .malformed(argument) }
            self = .classNumber(number)
        case ("label", let name?) where !name.isEmpty: self = .label(name)
        case ("text", let text?) where !text.isEmpty: self = .text(text)
        default: throw .malformed(argument)
        }
    }

    /// As `--target` takes it.
    public var description: String {
        switch self {
        case .classNumber(let number): "class:\(number)"
        case .label(let name): "label:\(name)"
        case .predicted: "predicted"
        case .feature: "feature"
        case .text(let text): "text:\(text)"
        }
    }

    /// Whether a text encoder is needed.
    public var needsTextEncoder: Bool {
        if case .text = self { true } else { false }
    }

    /// What is before the first colon and what is behind it, less the quotes around that.
    private static func split(_ argument: String) -> (kind: Substring, rest: String?) {
        guard let colon = argument.firstIndex(of: ":") else { return (argument[...], nil) }
        var rest = argument[argument.index(after: colon)...]
        for quote in ["\"", "'"] where rest.count >= 2 && rest.hasPrefix(quote) && rest.hasSuffix(quote) {
            rest = rest.dropFirst().dropLast()
            break
        }
        return (argument[..<colon], String(rest))
    }
}
