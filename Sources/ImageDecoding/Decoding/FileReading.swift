import Tensors

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads whole files, regular ones only, up to a limit.
enum FileReading {
    /// The bytes of a file.
    ///
    /// What is no regular file is refused without waiting for it to answer.
    static func bytes(of path: String, limit: Int, in workspace: Workspace) throws(DecodingError) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe waits until somebody writes to it.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(reason: errorMessage()) }
        defer { close(file) }

        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(reason: errorMessage()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(found: kind(of: status.st_mode)) }
        guard status.st_size > 0 else { throw .empty }
        guard status.st_size <= limit else { throw .tooManyBytes(needed: Int(status.st_size), limit: limit) }
        return try read(Int(status.st_size), from: file, in: workspace)
    }

    /// So many that asking the time between costs nothing, and that a slow disk has them soon.
    private static let bytesAtOnce = 4 << 20

    /// Reads until the count or the end is reached: a file that shrinks meanwhile gives fewer bytes.
    private static func read(
        _ count: Int, from file: Int32, in workspace: Workspace
    ) throws(DecodingError) -> [UInt8] {
        var (bytes, filled) = (workspace.takeBytes(count: count), 0)
        var failure: DecodingError?
        bytes.withUnsafeMutableBufferPointer { buffer in
            while filled < count, !workspace.isOverdue {
                let next = filled..<min(filled + bytesAtOnce, count)
                let got = systemRead(file, UnsafeMutableBufferPointer(rebasing: buffer[next]))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    failure = .unreadable(reason: errorMessage())
                    break
                }
            }
        }
        if let failure { throw failure }
        try workspace.checkDecodingTime()
        if filled == 0 { throw .empty }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Apart, because the name `read` means the function above.
    private static func systemRead(_ file: Int32, _ target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, target.baseAddress, target.count)
        #elseif canImport(Musl)
            Musl.read(file, target.baseAddress, target.count)
        #elseif canImport(Darwin)
            Darwin.read(file, target.baseAddress, target.count)
        #endif
    }

    private static func kind(of mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFDIR: "a directory"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }

    /// What the last failed call said, in the system's words.
    private static func errorMessage() -> String { String(cString: strerror(errno)) }
}
