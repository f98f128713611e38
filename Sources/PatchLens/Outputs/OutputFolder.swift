#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder that everything a run writes is in.
public struct OutputFolder: Sendable {
    /// Where it is, or will be.
    public let path: String

    /// A folder that need not be there yet.
    public init(path: String) { self.path = path }

    /// Makes the folder, and those above it.
    public func make() throws(OutputFolderError) { try Self.make(path) }

    /// Makes the folder, and marks it as one of outputs by the folder of manifests: no later search enters it.
    public func makeMarked() throws(OutputFolderError) {
        try makeFolders(above: Paths.join(Paths.join(path, RunManifest.folderName), "mark"))
    }

    /// The file that processes lock which write one file of all pictures.
    package var pathOfLock: String { Paths.join(Paths.join(path, RunManifest.folderName), "lock") }

    /// Makes the folders above an output.
    ///
    /// Templates hold no `..`, so only a link that lay there before could lead outside; nothing is made or written
    /// through one.
    func makeFolders(above output: String) throws(OutputFolderError) {
        guard output.utf8.count < PATH_MAX else {
            throw .notMade(path: Paths.split(output).folder, reason: String(cString: strerror(ENAMETOOLONG)))
        }
        try make()
        let folders = foldersBelow(above: output)
        // Mostly the last one is there, and tells of all above it.
        let deepest = folders.lastIndex { FileIdentity(of: $0) != nil }
        if let deepest { try makeInside(folders[deepest]) }
        for folder in folders[(deepest.map { $0 + 1 } ?? 0)...] {
            // Another worker may have been quicker.
            if mkdir(folder, Self.everyoneAsAllowed) == 0 || Self.isFolderItself(folder) { continue }
            try makeInside(folder)
        }
        // A link may have been put above what was made.
        if let last = folders.last, deepest != folders.count - 1 { try makeInside(last) }
    }

    /// Whether there is a folder, and no link to one.
    private static func isFolderItself(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The folders between this one and an output, from the top.
    private func foldersBelow(above output: String) -> [String] {
        let names = Paths.components(Paths.split(output).folder).dropFirst(Paths.components(path).count)
        var folder = path
        return names.map { name in
            folder = Paths.join(folder, name)
            return folder
        }
    }

    private func makeInside(_ folder: String) throws(OutputFolderError) {
        try Self.make(folder)
        guard isInside(folder) else { throw .leadsOutside(path: folder) }
    }

    private static let everyoneAsAllowed: mode_t = 0o777

    private func isInside(_ folder: String) -> Bool {
        guard let root = Paths.real(path), let real = Paths.real(folder) else { return false }
        return real.utf8.starts(with: Paths.join(root, "").utf8)
    }

    /// One folder and those above it; several workers may make the same one at once.
    private static func make(_ folder: String) throws(OutputFolderError) {
        if FileIdentity(of: folder)?.isFolder == true { return }
        let parent = Paths.split(folder).folder
        if !parent.isEmpty, parent != folder { try make(parent) }
        if mkdir(folder, everyoneAsAllowed) == 0 { return }
        // Before the system is asked anything else.
        let reason = Paths.systemMessage
        guard FileIdentity(of: folder)?.isFolder == true else { throw .notMade(path: folder, reason: reason) }
    }
}
