#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The names in one folder, sorted by their bytes.
///
/// Foundation would hand out `String`s and lose names that are not UTF-8; a search has to see them to report them.
struct FolderListing {
    /// What a name stands for.
    enum Kind {
        case folder
        case linkToFolder
        /// Anything else: also what is not a regular file, which decoding then refuses by name.
        case file
    }

    let entries: [(name: [UInt8], kind: Kind)]

    /// Reads the whole folder; `.` and `..` are left out.
    init(of path: String) throws(InputError) {
        guard let folder = opendir(path) else { throw .unreadable(reason: Paths.systemMessage) }
        defer { closedir(folder) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .unreadable(reason: Paths.systemMessage) }
        names.sort(by: Paths.areInOrder)
        entries = names.map { ($0, Self.kind(of: $0, in: path)) }
    }

    /// By `lstat`, not by the directory entry's type, which some file systems leave out.
    private static func kind(of name: [UInt8], in folder: String) -> Kind {
        let path = Array(Paths.join(folder, "").utf8) + [UInt8(ascii: "/")] + name + [0]
        return path.withUnsafeBytes { bytes in
            guard let path = bytes.bindMemory(to: CChar.self).baseAddress else { return .file }
            var status = stat()
            guard lstat(path, &status) == 0 else { return .file }
            if isFolder(status) { return .folder }
            // For what is no link, this second look finds the same again.
            return stat(path, &status) == 0 && isFolder(status) ? .linkToFolder : .file
        }
    }

    private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }
}
