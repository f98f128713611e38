#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The temporary files of processes that were killed, or whose machine went down: nobody will ever finish them.
///
/// Whoever writes one holds a lock on it (`AtomicFile`). Some network file systems' locks are seen on one machine only,
/// so that a file of another machine must also be a day old.
package enum AbandonedFiles {
    private static let patience = 86_400

    /// Removes those in a folder, not in folders in it; what cannot be removed stays.
    package static func remove(in folder: String) {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard TemporaryName.matches(name) else { continue }
            remove(folder + "/" + String(decoding: name, as: UTF8.self), isHere: TemporaryName.isHere(name))
        }
    }

    /// Takes hold of an open file of this process, for as long as it is open.
    package static func hold(_ descriptor: Int32) { _ = SystemCall.lock(descriptor, waiting: true) }

    /// Whether nobody holds a file.
    package static func isAbandoned(_ path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return SystemCall.lock(descriptor, waiting: false)
    }

    private static func remove(_ path: String, isHere: Bool) {
        // For writing, as locks of network file systems want it.
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        guard isHere || SystemCall.seconds(since: status) > patience else { return }
        guard SystemCall.lock(descriptor, waiting: false) else { return }
        unlink(path)
    }
}
