#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which file a path leads to: two paths to one file have one identity, whatever links lie between.
package struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let file: UInt64
    /// Whether it is a folder.
    let isFolder: Bool
    /// Whether it is a file that holds bytes: no folder, device or pipe.
    let isRegularFile: Bool

    /// nil where the path leads nowhere.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        // The two are signed on some systems and unsigned on others; only their equality matters.
        device = UInt64(truncatingIfNeeded: status.st_dev)
        file = UInt64(truncatingIfNeeded: status.st_ino)
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isRegularFile = status.st_mode & S_IFMT == S_IFREG
    }
}
