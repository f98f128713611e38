#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads files of lines that are larger than memory should be.
enum LineReader {
    /// How reading came to its end.
    enum End: Equatable {
        /// Everything was read.
        case whole
        /// What the system said.
        case unreadable(reason: String)
        /// A line was longer than a line may be; its number, from 1.
        case tooLong(line: Int)
    }

    /// Every line that has an end, without it; what comes after the last end is no line, nor anything from one on that
    /// is longer than 64 MiB. What is no file, or cannot be opened, has none.
    static func forEachLine(ofFile path: String, _ take: (ArraySlice<UInt8>) -> Void) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        var rest: [UInt8] = []
        _ = read(descriptor, into: &rest, separator: UInt8(ascii: "\n"), longest: 64 << 20, take)
    }

    /// Every line between separators, the last of which may be missing.
    static func forEachLine(
        of descriptor: Int32, separatedBy separator: UInt8, longest: Int, _ take: (ArraySlice<UInt8>) -> Void
    ) -> End {
        var rest: [UInt8] = []
        let end = read(descriptor, into: &rest, separator: separator, longest: longest, take)
        if end == .whole, !rest.isEmpty { take(rest[...]) }
        return end
    }

    /// A piece at a time; what is left after the last separator is in `rest`.
    private static func read(
        _ descriptor: Int32, into rest: inout [UInt8], separator: UInt8, longest: Int,
        _ take: (ArraySlice<UInt8>) -> Void
    ) -> End {
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        var line = 1
        while true {
            let count = piece.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return .unreadable(reason: Paths.systemMessage) }
            if count == 0 { return .whole }
            rest += piece[..<count]
            var start = rest.startIndex
            // What was left over of the pieces before holds no line's end.
            var searched = rest.count - count
            while let end = rest[searched...].firstIndex(of: separator) {
                take(rest[start..<end])
                start = end + 1
                searched = start
                line += 1
            }
            rest.removeSubrange(..<start)
            guard rest.count <= longest else { return .tooLong(line: line) }
        }
    }
}

/// The system's `read`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
