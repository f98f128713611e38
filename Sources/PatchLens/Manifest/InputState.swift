#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What an input's file was like when it was read: whether it has changed since is seen by it.
package struct InputState: Sendable, Equatable {
    /// Its length in bytes.
    package let size: Int
    /// When its content was last written, in nanoseconds since 1970.
    let modified: Int64
    /// The SHA-256 of its content, where a run compares that.
    package var sha256: String?

    /// nil where there is no file.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        size = Int(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Self.nanoseconds(Int64(time.tv_sec), Int64(time.tv_nsec))
    }

    /// Files may be dated after the year 2262, and before 1677: the last, or first, time there is.
    private static func nanoseconds(_ seconds: Int64, _ rest: Int64) -> Int64 {
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsToo) = whole.addingReportingOverflow(rest)
        return overflows || overflowsToo ? (seconds < 0 ? .min : .max) : sum
    }

    /// As it was recorded.
    init(size: Int, modified: Int64, sha256: String?) {
        self.size = size
        self.modified = modified
        self.sha256 = sha256
    }

    /// What is compared: the content where both runs hashed it, otherwise length and time.
    var digest: UInt64 { ContentHash.short("\(size) \(modified)") }
    /// nil where the content was not hashed.
    var contentDigest: UInt64? { sha256.map(ContentHash.short) }
}
