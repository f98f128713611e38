/// Whose a file is that is not of the result that would replace it.
public enum FileOwner: Sendable, Equatable, CustomStringConvertible {
    /// No run tells of it.
    case nobody
    /// A picture's output, by a command that makes one of each.
    case anotherCommand
    /// A file of another result of all pictures, by the name of that one.
    case anotherResult(String)

    /// What is said of the file: `no run recorded it`.
    public var description: String {
        switch self {
        case .nobody: "no run recorded it"
        case .anotherCommand: "is an output of another command"
        case .anotherResult(let name): "is a part of \(name)"
        }
    }
}
