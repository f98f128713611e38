#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A list of pictures in a file or on standard input, which is read as it comes and never held whole.
public struct PathList: Sendable, Equatable {
    /// What ends a path.
    public enum Separator: UInt8, Sendable {
        /// The end of a line: no path can hold one.
        case newline = 0x0A
        /// A zero byte, as `find -print0` and `git ls-files -z` write it: paths can hold anything.
        case null = 0
    }

    /// The file; `-` is standard input.
    public let path: String
    /// What ends a path; it may be missing after the last.
    public let separator: Separator

    /// A list to be read.
    public init(_ path: String, separator: Separator = .newline) {
        self.path = path
        self.separator = separator
    }

    /// Every path as it stands in the list, but for empty ones.
    func forEach(_ take: (ArraySlice<UInt8>) -> Void) throws(InputSearchError) {
        let isStandardInput = path == "-"
        let descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .listUnreadable(path: path, reason: Paths.systemMessage) }
        defer { if !isStandardInput { close(descriptor) } }
        let end = LineReader.forEachLine(of: descriptor, separatedBy: separator.rawValue, longest: Self.longest) {
            if !$0.isEmpty { take($0) }
        }
        switch end {
        case .whole: return
        case .unreadable(let reason): throw .listUnreadable(path: path, reason: reason)
        case .tooLong(let line): throw .listEntryTooLong(path: path, entry: line, limit: Self.longest)
        }
    }

    /// Far more than any system's paths have; a list with other separators than it is read by has longer ones.
    private static let longest = 1 << 20
}
