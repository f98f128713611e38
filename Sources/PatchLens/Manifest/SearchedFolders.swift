import Synchronization

/// The folders that pictures were searched in, by a digest of where they really are: two of one name are told apart,
/// and records name no place of a machine.
final class SearchedFolders: Sendable {
    /// By the path that they were given by.
    private let digests = Mutex<[String: String]>([:])

    /// Sixteen hexadecimal digits; of a folder that is not there any more, of its path.
    func digest(of input: PictureInput) -> String {
        let folder = input.rootPath
        return digests.withLock { digests in
            if let known = digests[folder] { return known }
            let digest = String(ContentHash.sha256(of: Paths.real(folder) ?? folder).prefix(16))
            digests[folder] = digest
            return digest
        }
    }
}

extension PictureInput {
    /// The searched folder's path, as it was given; for a file given by itself, that of the folder it lies in.
    var rootPath: String {
        let below = Paths.join(directory, name).utf8
        guard path.utf8.suffix(below.count).elementsEqual(below) else { return Paths.split(path).folder }
        return String(Substring(path.utf8.dropLast(below.count)))
    }
}
