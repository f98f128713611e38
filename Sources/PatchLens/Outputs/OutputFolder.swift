#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder that everything a run writes is in.
struct OutputFolder {
    let path: String

    /// Why a folder for an output could not be made.
    enum Failure: Error, CustomStringConvertible {
        /// What the system said.
        case notMade(path: String, reason: String)
        /// A link inside the output folder leads out of it.
        case leadsOutside(path: String)

        var description: String {
            switch self {
            case .notMade(let path, let reason): "the folder '\(path)' cannot be made: \(reason)"
            case .leadsOutside(let path): "'\(path)' is a link that leads out of the output folder"
            }
        }
    }

    /// Makes the folders above an output.
    ///
    /// Templates hold no `..`, so only a link that lay there before could lead outside; nothing is made or written
    /// through one.
    func makeFolders(above output: String) throws(Failure) {
        try Self.make(path)
        var folder = path
        let parts = Paths.split(output).folder.dropFirst(path.count).split(separator: "/")
        for part in parts {
            folder = Paths.join(folder, String(part))
            try Self.make(folder)
            guard isInside(folder) else { throw .leadsOutside(path: folder) }
        }
    }

    private func isInside(_ folder: String) -> Bool {
        guard let root = Paths.real(path), let real = Paths.real(folder) else { return false }
        return real.utf8.starts(with: Paths.join(root, "").utf8)
    }

    /// One folder and those above it; several workers may make the same one at once.
    private static func make(_ folder: String) throws(Failure) {
        if FileIdentity(of: folder)?.isFolder == true { return }
        let parent = Paths.split(folder).folder
        if !parent.isEmpty, parent != folder { try make(parent) }
        let everyoneAsAllowed: mode_t = 0o777
        guard mkdir(folder, everyoneAsAllowed) == 0 || FileIdentity(of: folder)?.isFolder == true else {
            throw .notMade(path: folder, reason: Paths.systemMessage)
        }
    }
}
