/// Why a result of all pictures is made though there is one.
public enum GatheredReason: Sendable, Equatable {
    /// Nothing tells what it was made of: its record is damaged, or that of a run that was killed.
    case unrecorded
    /// Options, or the model, were different: which, as they were and as they are.
    case otherwise([String])
    /// It was of other pictures, or of the same in another order; where it tells their paths, or by other paths.
    case otherList(tellsPaths: Bool)
    /// A picture's file has changed.
    case changedPictures
    /// One of its files is missing, or has another size.
    case changedFile(String)
    /// So many pictures failed that may go well now; and whether there is a result without them.
    case failures(Int, isMade: Bool)

    /// One sentence for the user about a result of this name.
    public func description(of name: String) -> String {
        switch self {
        case .unrecorded: "\(name) is made again: there is no whole record of what it was made of"
        case .otherwise(let differences):
            "\(name) was made otherwise and is made again: \(differences.joined(separator: "; "))"
        case .otherList(tellsPaths: false): "\(name) was made of other pictures and is made again"
        case .otherList(tellsPaths: true): "\(name) was made of other pictures, or by other paths, and is made again"
        case .changedPictures: "\(name) is made again: its pictures have changed since"
        case .changedFile(let file): "\(name) is made again: \(file) is missing, or was changed since"
        case .failures(let count, let isMade):
            (isMade ? "\(name) is made again: " : "") + Self.trying(count)
        }
    }

    private static func trying(_ count: Int) -> String {
        count == 1 ? "a picture that failed is tried again" : "\(count) pictures that failed are tried again"
    }
}
