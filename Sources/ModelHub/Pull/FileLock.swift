#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One process at a time fetches a file: the lock that huggingface_hub takes too,
/// `.locks/models--org--name/<etag>.lock`.
///
/// It saves fetching twice. That the cache stays right does not depend on it: some file systems of networks have no
/// locks, or give one to everybody.
struct FileLock: ~Copyable {
    private let descriptor: Int32
    /// Whether others are kept out.
    let isHeld: Bool

    /// Waits for the lock, and calls the closure first if there is something to wait for.
    init(path: String, waiting: () -> Void) throws(HubError) {
        // As huggingface_hub makes it: several users may share a cache.
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o664)
        guard descriptor >= 0 else { throw SystemFiles.failed(path, "locked") }
        var result = flock(descriptor, LOCK_EX | LOCK_NB)
        if result != 0, errno == EWOULDBLOCK {
            waiting()
            repeat { result = flock(descriptor, LOCK_EX) } while result != 0 && errno == EINTR
        }
        isHeld = result == 0
    }

    deinit { close(descriptor) }
}
