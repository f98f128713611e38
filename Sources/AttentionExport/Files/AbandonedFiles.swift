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

    /// Whether an open file was removed.
    package static func isWithoutName(_ descriptor: Int32) -> Bool { SystemCall.isWithoutName(descriptor) }

    /// What this machine is called in records and names of files, by which those of others are known.
    package static var machine: String { TemporaryName.machine }

    /// Whether nobody holds a file.
    package static func isAbandoned(_ path: String) -> Bool { isAbandoned(path, from: machine) }

    /// Whether nobody holds a file that a process of some machine made; nil for one that is not known.
    package static func isAbandoned(_ path: String, from machine: String?) -> Bool {
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return isAbandoned(descriptor, isHere: machine == self.machine)
    }

    /// Takes hold of it, too, if nobody does.
    private static func isAbandoned(_ descriptor: Int32, isHere: Bool) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        guard isHere || SystemCall.seconds(since: status) > patience else { return false }
        return SystemCall.lock(descriptor, waiting: false)
    }

    private static func remove(_ path: String, isHere: Bool) {
        // For writing, as locks of network file systems want it.
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if isAbandoned(descriptor, isHere: isHere) { unlink(path) }
    }
}
