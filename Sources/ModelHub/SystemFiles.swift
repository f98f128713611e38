#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The things wanted of the file system, with errors that name the file.
enum SystemFiles {
    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(HubError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
            throw failed(path, "made")
        }
        try makeFolder(String(Substring(path.utf8[..<slash])))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failed(path, "made") }
    }

    /// Gives a file or folder another name, in place of what has it.
    static func move(_ path: String, to destination: String) throws(HubError) {
        guard rename(path, destination) == 0 else { throw failed(destination, "made") }
    }

    /// The bytes that an ordinary user may still write to the file system of a folder; nil if it does not say.
    static func freeBytes(at folder: String) -> Int? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        let (bytes, overflowed) = Int(clamping: status.f_bavail)
            .multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
        return overflowed ? .max : bytes
    }

    /// A name that nobody else uses.
    static func uniqueSuffix() -> String { String(UInt64.random(in: .min ... .max), radix: 16) }

    /// What the last call had against it.
    static func failed(_ path: String, _ operation: String) -> HubError {
        .file(path: path, operation: operation, reason: String(cString: strerror(errno)))
    }
}
