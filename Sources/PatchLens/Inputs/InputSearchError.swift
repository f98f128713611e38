/// Why a search does not lead to a run.
public enum InputSearchError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The outputs would lie among the inputs of the same folder.
    case searchesOutputFolder(path: String)
    /// Nothing that is a picture by its extension; and the links to folders that were not followed.
    case noPictures(paths: [String], linksNotFollowed: [String])
    /// There are pictures, and all of them are outputs of earlier runs.
    case onlyOutputs(count: Int)
    /// There are pictures, and patterns leave all of them out.
    case noneIncluded(leftOut: Int)
    /// A list that names nothing.
    case emptyList(path: String)
    /// A list of pictures that cannot be read; what the system said.
    case listUnreadable(path: String, reason: String)
    /// A list with something in it that is too long for a path: its place, from 1, and the most bytes.
    case listEntryTooLong(path: String, entry: Int, limit: Int)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .searchesOutputFolder(let path):
            return "'\(path)' is the output folder itself: choose another, a folder inside it will do"
        case .noPictures(let paths, let links):
            let extensions = InputSearch.extensions.map { "." + $0 }.joined(separator: ", ")
            let named = paths.map { "'\($0)'" }.joined(separator: ", ")
            let linked = links.map { "'\($0)'" }.joined(separator: ", ")
            return "no pictures in \(named): folders are searched for \(extensions), hidden files left out"
                + (links.isEmpty ? "" : "; links to folders are not followed, name them to search them: \(linked)")
        case .onlyOutputs(let count):
            return
                "no pictures are left: all there are (\(count) files) lie in the output folder and are recorded as outputs "
                + "of earlier runs"
        case .noneIncluded(let count):
            return
                "no pictures are left: the patterns to include and exclude leave out all there are (\(count) files or "
                + "folders)"
        case .emptyList(let path):
            return "the list '\(path)' names no pictures"
        case .listUnreadable(let path, let reason):
            return "the list '\(path)' cannot be read: \(reason)"
        case .listEntryTooLong(let path, let entry, let limit):
            return
                "the list '\(path)' has no path in its place \(entry), but more than \(limit) bytes: paths end with a "
                + "newline, or with a zero byte where -0 says so"
        }
    }
}
