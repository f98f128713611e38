/// Why a search does not lead to a run.
public enum InputSearchError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The outputs would lie among the inputs of the same folder.
    case searchesOutputFolder(path: String)
    /// Nothing that is a picture by its extension; and the links to folders that were not followed.
    case noPictures(paths: [String], linksNotFollowed: [String])

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
        }
    }
}
