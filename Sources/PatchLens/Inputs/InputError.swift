/// Why a path that was given, or found in a folder, cannot be an input.
public enum InputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is nothing, or nothing that may be looked at; what the system said.
    case unreachable(reason: String)
    /// A folder whose names cannot be read; what the system said.
    case unreadable(reason: String)
    /// A name that is not UTF-8 cannot be carried into an output's name.
    case nameNotUTF8

    /// One sentence for the user, without the path.
    public var description: String {
        switch self {
        case .unreachable(let reason): "cannot be found: \(reason)"
        case .unreadable(let reason): "the folder cannot be read: \(reason)"
        case .nameNotUTF8: "the name is not UTF-8 (bytes shown as \\xNN): rename it"
        }
    }
}
