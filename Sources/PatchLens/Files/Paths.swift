#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Paths as the system sees them: bytes between slashes.
///
/// Two names that Unicode calls equivalent, and Swift's `==` therefore equal, are two files on most file systems.
/// Wherever paths are compared, it is by their bytes.
enum Paths {
    /// `folder/name`, without a second slash, and `name` alone below no folder.
    static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        return folder.utf8.last == slash ? folder + name : folder + "/" + name
    }

    /// What stands before the last slash, and what after it: `("a/b", "c.png")`, `("", "c.png")`, `("/", "c.png")`.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let last = path.utf8.lastIndex(of: slash) else { return ("", path) }
        let name = String(path[path.utf8.index(after: last)...])
        return last == path.startIndex ? ("/", name) : (String(path[..<last]), name)
    }

    /// The names between the slashes, none of them empty.
    ///
    /// By bytes: to Swift a slash and a combining mark after it are one character, and no slash.
    static func components(_ path: String) -> [String] {
        path.utf8.split(separator: slash).map { String(Substring($0)) }
    }

    /// Whether the path starts at the root of the file system.
    static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// The absolute path without links, `.` and `..`; nil where it leads nowhere.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path.isEmpty ? "." : path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }

    /// Bytes compared one by one: an order that depends on no locale.
    static func areInOrder(_ first: [UInt8], _ second: [UInt8]) -> Bool { first.lexicographicallyPrecedes(second) }

    /// What the system says about the last call that failed.
    static var systemMessage: String { String(cString: strerror(errno)) }

    private static let slash = UInt8(ascii: "/")
}
