#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few things wanted of the system, the same on every platform.
enum SystemCall {
    /// What the last failed call left behind.
    static var errorNumber: Int32 { errno }

    /// The system's words for an error.
    static func reason(_ errorNumber: Int32) -> String { String(cString: strerror(errorNumber)) }

    /// Makes a file that does not exist yet, for writing; −1 if it cannot.
    static func create(_ path: String) -> Int32 {
        // 0666 less what the user's umask takes away: the permissions any new file has.
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }

    /// Locks a file against other processes, until its last descriptor is closed; false if another has it, or if the file
    /// system knows no locks.
    static func lock(_ descriptor: Int32, waiting: Bool) -> Bool {
        while flock(descriptor, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }

    /// Whether an open file was removed.
    static func isWithoutName(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_nlink == 0
    }

    /// How long ago a file was last written.
    static func seconds(since status: stat) -> Int {
        #if canImport(Darwin)
            let written = status.st_mtimespec.tv_sec
        #else
            let written = status.st_mtim.tv_sec
        #endif
        return Int(time(nil)) - Int(written)
    }

    /// Makes one folder; true if it is there afterwards.
    static func makeFolder(_ path: String) -> Bool { mkdir(path, 0o777) == 0 || errno == EEXIST }

    /// Waits until a file's bytes and length are on the disk; false where they cannot be written. Pipes and some file
    /// systems know of no such thing, and have nothing to wait for.
    static func synchronize(_ descriptor: Int32) -> Bool {
        while true {
            #if canImport(Darwin)
                let result = fsync(descriptor)
            #else
                let result = fdatasync(descriptor)
            #endif
            if result == 0 || errno == EINVAL || errno == ENOTSUP { return true }
            guard errno == EINTR else { return false }
        }
    }

    /// Writes all bytes, or returns false: behind what was written last, or from an offset on.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
            let written =
                if let offset {
                    pwrite(descriptor, start, rest.count, off_t(offset + rest.startIndex))
                } else { write(descriptor, start, rest.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}
