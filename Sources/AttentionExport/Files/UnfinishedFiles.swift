import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The temporary files that this process is writing at the moment, for a process that is told to end: what it leaves
/// behind under a hidden name nobody would ever remove.
package enum UnfinishedFiles {
    /// Nil once the process ends: no file may be begun then, or it would stay.
    private static let paths = Mutex<Set<PathKey>?>([])

    /// Begins a file: the descriptor that the closure gives, or what it gives for failure. Waits for ever in a process
    /// that is ending.
    static func beginning(_ path: String, _ create: () -> Int32) -> Int32 {
        let descriptor = paths.withLock { paths -> Int32? in
            guard paths != nil else { return nil }
            let descriptor = create()
            if descriptor >= 0 { paths?.insert(PathKey(path)) }
            return descriptor
        }
        if let descriptor { return descriptor }
        while true { pause() }
    }

    static func remove(_ path: String) {
        paths.withLock { _ = $0?.remove(PathKey(path)) }
    }

    /// Removes them all. Whoever writes one goes on writing to a file without a name, and fails to give it its own.
    package static func deleteAll() {
        paths.withLock { paths in
            for key in paths ?? [] { unlink(key.path) }
            paths = nil
        }
    }
}
