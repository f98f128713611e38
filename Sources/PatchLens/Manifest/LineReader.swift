#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads files of lines that are larger than memory should be.
enum LineReader {
    /// Every line that has an end, without it; what comes after the last end is no line. A file that cannot be opened
    /// has none.
    static func forEachLine(ofFile path: String, _ take: (ArraySlice<UInt8>) -> Void) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var rest: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest += piece[..<count]
            var start = rest.startIndex
            // What was left over of the pieces before holds no line's end.
            var searched = rest.count - count
            while let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                take(rest[start..<end])
                start = end + 1
                searched = start
            }
            rest.removeSubrange(..<start)
        }
    }
}
