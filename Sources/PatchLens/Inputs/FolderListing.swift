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
/// Names lie one after the other in one array: a folder may have a million.
struct FolderListing: RandomAccessCollection {
    /// What a name stands for.
    enum Kind: UInt8 {
        case folder
        case linkToFolder
        /// Anything else: also what is not a regular file, which decoding then refuses by name.
        case file
    }

    private struct Entry {
        let start: Int
        let length: UInt16
        let kind: Kind
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    var startIndex: Int { 0 }
    var endIndex: Int { entries.count }

    subscript(position: Int) -> (name: ArraySlice<UInt8>, kind: Kind) {
        let entry = entries[position]
        return (bytes[entry.start..<entry.start + Int(entry.length)], entry.kind)
    }

    /// Reads the whole folder; `.` and `..` are left out.
    init(of path: String) throws(InputError) {
        guard let folder = opendir(path) else { throw .unreadable(reason: Paths.systemMessage) }
        defer { closedir(folder) }
        errno = 0
        while let entry = readdir(folder) {
            let start = bytes.count
            withUnsafeBytes(of: &entry.pointee.d_name) { bytes += $0.prefix { $0 != 0 } }
            if isFolderItself(start) {
                bytes.removeSubrange(start...)
            } else {
                let kind = Self.kind(of: entry, in: dirfd(folder))
                entries.append(Entry(start: start, length: UInt16(bytes.count - start), kind: kind))
            }
            errno = 0
        }
        guard errno == 0 else { throw .unreadable(reason: Paths.systemMessage) }
        sort()
    }

    /// Whether a folder of this name is there.
    func hasFolder(_ name: String) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].name.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].kind == .folder && self[low].name.elementsEqual(name.utf8)
    }

    /// Whether what begins here is `.` or `..`.
    private func isFolderItself(_ start: Int) -> Bool {
        bytes.count - start <= 2 && bytes[start...].allSatisfy { $0 == UInt8(ascii: ".") }
    }

    private mutating func sort() {
        bytes.withUnsafeBytes { bytes in
            entries.sort { one, other in
                guard let base = bytes.baseAddress else { return false }
                let common = Int(Swift.min(one.length, other.length))
                let order = memcmp(base + one.start, base + other.start, common)
                return order == 0 ? one.length < other.length : order < 0
            }
        }
    }

    /// By the directory entry's type where the file system gives one, and it is no link's.
    private static func kind(of entry: UnsafeMutablePointer<dirent>, in folder: Int32) -> Kind {
        switch Int(entry.pointee.d_type) {
        case Int(DT_DIR): return .folder
        case Int(DT_LNK), Int(DT_UNKNOWN): break
        default: return .file
        }
        return withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: 1) { name in
                var status = stat()
                guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .file }
                if isFolder(status) { return .folder }
                // For what is no link, this second look finds the same again.
                return fstatat(folder, name, &status, 0) == 0 && isFolder(status) ? .linkToFolder : .file
            }
        }
    }

    private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }
}
