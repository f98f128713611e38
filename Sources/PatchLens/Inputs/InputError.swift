/// Why a path that was given, or found in a folder, cannot be an input.
public enum InputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is nothing, or nothing that may be looked at; what the system said.
    case unreachable(reason: String)
    /// A folder whose names cannot be read; what the system said.
    case unreadable(reason: String)
    /// A name that is not UTF-8 cannot be carried into an output's name.
    case nameNotUTF8
    /// A path with a zero byte, which no file has.
    case nameHasNull
    /// A list names pictures, and this is a folder.
    case listedFolder
    /// Its outputs have no names.
    case noOutput(reason: String)

    /// One sentence for the user, without the path.
    public var description: String {
        switch self {
        case .unreachable(let reason): "cannot be found: \(reason)"
        case .unreadable(let reason): "the folder cannot be read: \(reason)"
        case .nameNotUTF8: "the name is not UTF-8 (bytes shown as \\xNN): rename it"
        case .nameHasNull: "no path has a zero byte in it: -0 reads lists whose paths end with one"
        case .listedFolder: "is a folder, and a list names pictures: give the folder beside the list to search it"
        case .noOutput(let reason): "has no output: \(reason)"
        }
    }
}
