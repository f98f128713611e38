import AttentionExport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps other processes of ours from changing a file of all pictures between reading and writing it.
///
/// The lock is on the folder, needs no file of its own, and ends with the process. Where the file system has none, the
/// file is still written whole, by the last one.
struct FolderLock {
    private let descriptor: Int32

    /// Waits until nobody else has it.
    init(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 { AbandonedFiles.hold(descriptor) }
    }

    /// Lets the next one have it.
    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}
