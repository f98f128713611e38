/// Why an output has no folder to lie in.
public enum OutputFolderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It cannot be made; what the system said.
    case notMade(path: String, reason: String)
    /// A link that lay in the output folder leads out of it.
    case leadsOutside(path: String)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .notMade(let path, let reason): "the folder '\(path)' cannot be made: \(reason)"
        case .leadsOutside(let path): "'\(path)' is a link that leads out of the output folder"
        }
    }
}
