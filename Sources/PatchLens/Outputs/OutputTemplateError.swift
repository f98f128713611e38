/// What is wrong with a template.
public enum OutputTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It starts with a slash.
    case absolute(String)
    /// It, or what it makes of an input, has `..` among its folders.
    case leavesFolder(String)
    /// It does not end in the extension of what is written.
    case otherExtension(String, expected: String)
    /// A brace without its partner.
    case unbalanced(String)
    /// A name between braces that is no field; and those that are.
    case unknownField(String, fields: [OutputTemplate.Field])

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .absolute(let text): "'\(text)' is absolute: a template gives a path below the output folder"
        case .leavesFolder(let text): "'\(text)' leads out of the output folder by '..'"
        case .otherExtension(let text, let expected):
            "'\(text)' does not end in .\(expected), which is what is written"
        case .unbalanced(let text): "'\(text)' has a brace without its partner"
        case .unknownField(let name, let fields):
            "there is no field {\(name)}"
                + (fields.isEmpty ? " here" : ": the fields are ")
                + fields.map { "{\($0.rawValue)}" }.joined(separator: " ")
        }
    }
}
