import AttentionExport
import PatchLens

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps other processes of ours from changing a file of all pictures between reading and writing it.
///
/// The lock is on a file in the folder of manifests, which is there as long as somebody has or wants it; not on the
/// output folder, which a script may have locked for itself (`flock OUT patchlens …`). It ends with the process. Where
/// the file system has no locks, the file of all pictures is still written whole, by the last one.
struct FolderLock {
    private let descriptor: Int32
    private let path: String

    /// Waits until nobody else has it.
    init(_ folder: OutputFolder) {
        path = folder.pathOfLock
        // Where nothing can be made, nothing can be written either, which will be told by who tries.
        descriptor = (try? folder.makeMarked()) == nil ? -1 : Self.lock(path)
    }

    /// A file that was removed by the one who had it before is none that others wait for; what is no file, nobody locks.
    private static func lock(_ path: String) -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { return -1 }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                return -1
            }
            AbandonedFiles.hold(descriptor)
            guard AbandonedFiles.isWithoutName(descriptor) else { return descriptor }
            close(descriptor)
        }
    }

    /// Lets the next one have it.
    func release() {
        guard descriptor >= 0 else { return }
        unlink(path)
        close(descriptor)
    }
}
