import AttentionExport
import Synchronization

/// The folders that pictures were searched in, by where they really are: two of one name are told apart.
final class SearchedFolders: Sendable {
    /// By the path that they were given by.
    private let paths = Mutex<[PathKey: String]>([:])

    /// The real path; of a folder that is not there any more, the given one.
    func path(of input: PictureInput) -> String {
        let folder = input.rootPath
        return paths.withLock { paths in
            if let known = paths[PathKey(folder)] { return known }
            let path = Paths.real(folder) ?? folder
            paths[PathKey(folder)] = path
            return path
        }
    }
}

extension PictureInput {
    /// The path below the searched folder.
    var pathBelowRoot: String { Paths.join(directory, name) }

    /// The searched folder's path, as it was given; for a file given by itself, that of the folder it lies in.
    var rootPath: String {
        let below = pathBelowRoot.utf8
        guard path.utf8.suffix(below.count).elementsEqual(below) else { return Paths.split(path).folder }
        return String(Substring(path.utf8.dropLast(below.count)))
    }
}
