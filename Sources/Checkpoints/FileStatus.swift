#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of a regular file, links followed; nil where there is none.
package func byteCount(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
}

/// The bytes that go with a file when it is removed: those of a link are not its destination's; 0 where there is none.
func ownByteCount(of path: String) -> Int {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
    return Int(status.st_size)
}

/// Where a link leads, in its own words; nil for what is no link.
package func destination(ofLink path: String) -> String? {
    // No system has longer paths.
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        count = buffer.withMemoryRebound(to: CChar.self) { characters in
            characters.baseAddress.map { max(0, readlink(path, $0, characters.count)) } ?? 0
        }
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
}

/// Gives a file or folder another name in the same file system.
func moveFile(_ path: String, to destination: String) throws(CheckpointError) {
    guard rename(path, destination) == 0 else {
        throw .unremovable(path: path, reason: String(cString: strerror(errno)))
    }
}
