/// What is wrong with a template.
public enum OutputTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It starts with a slash.
    case absolute(String)
    /// It, or what it makes of an input, has `..` among its folders.
    case leavesFolder(String)
    /// It does not end in `.png`, which is what is written.
    case notPNG(String)
    /// A brace without its partner.
    case unbalanced(String)
    /// A name between braces that is no field.
    case unknownField(String)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .absolute(let text): "'\(text)' is absolute: a template gives a path below the output folder"
        case .leavesFolder(let text): "'\(text)' leads out of the output folder by '..'"
        case .notPNG(let text): "'\(text)' does not end in .png, which is what is written"
        case .unbalanced(let text): "'\(text)' has a brace without its partner"
        case .unknownField(let name):
            "there is no field {\(name)}: the fields are "
                + OutputTemplate.Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
        }
    }
}
