#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few things wanted of the system to write files, the same on every platform, each with the result of the call
/// itself: −1 with `errno` set where it failed.
///
/// A value, so that a test can put one that fails into the place of the system's: `SystemCall.$current`.
package struct SystemCall: Sendable {
    /// Makes a file that does not exist yet, for writing.
    package var create: @Sendable (_ path: String) -> Int32 = { path in
        // 0666 less what the user's umask takes away: the permissions any new file has.
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    /// Makes a folder.
    package var makeFolder: @Sendable (_ path: String) -> Int32 = { mkdir($0, 0o777) }
    /// Writes behind what was written last: the number of bytes that were, which may be fewer.
    package var append: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int = { descriptor, bytes in
        write(descriptor, bytes.baseAddress, bytes.count)
    }
    /// The same from an offset on.
    package var place: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int = {
        descriptor, bytes, offset in
        pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
    }
    /// Waits until a file's bytes and length are on the disk.
    package var synchronize: @Sendable (_ descriptor: Int32) -> Int32 = { descriptor in
        #if canImport(Darwin)
            fsync(descriptor)
        #else
            fdatasync(descriptor)
        #endif
    }
    /// Lets go of a descriptor, whatever the result says.
    package var close: @Sendable (_ descriptor: Int32) -> Int32 = { systemClose($0) }
    /// Gives a file another name.
    package var rename: @Sendable (_ path: String, _ other: String) -> Int32 = { systemRename($0, $1) }

    /// The system's own.
    package init() {}

    /// What files are written by.
    @TaskLocal package static var current = SystemCall()

    /// What the last failed call left behind.
    static var errorNumber: Int32 { errno }

    /// The system's words for an error.
    static func reason(_ errorNumber: Int32) -> String { String(cString: strerror(errorNumber)) }

    /// Locks a file against other processes, until its last descriptor is closed; false if another has it, or if the
    /// file system knows no locks.
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
    static func makeFolder(_ path: String) -> Bool { current.makeFolder(path) == 0 || errno == EEXIST }

    /// False where bytes cannot be written. Pipes and some file systems know of no such thing, and have nothing to wait
    /// for.
    static func synchronize(_ descriptor: Int32) -> Bool {
        while current.synchronize(descriptor) != 0 {
            if errno == EINVAL || errno == ENOTSUP { return true }
            guard errno == EINTR else { return false }
        }
        return true
    }

    /// Writes all bytes, or returns false: behind what was written last, or from an offset on.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let written =
                if let offset {
                    current.place(descriptor, piece, offset + rest.startIndex)
                } else { current.append(descriptor, piece) }
            if written < 0 && errno == EINTR { continue }
            // Nothing written and no error: a caller that tried again might do so for ever.
            if written == 0 { errno = EIO }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}

/// The system's, which the members of these names hide.
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func systemRename(_ path: String, _ other: String) -> Int32 { rename(path, other) }
