import Checkpoints

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file on its way into the cache: `blobs/<etag>.patchlens-….incomplete`, until it is whole.
///
/// The name is this process's own. What a process that was stopped has left is taken over under a new name, while the
/// file's lock is held. Bytes are written at their place in the file, so that even two writers of one file would write
/// the same; and its hash is checked before it gets its final name.
final class IncompleteFile {
    /// Where the file goes.
    private let destination: String
    private let path: String
    private let descriptor: Int32
    /// How many bytes are there.
    private(set) var count: Int

    private static let mark = ".patchlens-"
    private static let ending = ".incomplete"

    /// Takes over what another process has left of this file, if it may, or begins anew.
    init(for destination: String, mayContinue: Bool) throws(HubError) {
        self.destination = destination
        path = destination + Self.mark + SystemFiles.uniqueSuffix() + Self.ending
        if mayContinue, let left = Self.leftOver(of: destination) { _ = rename(left, path) }
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        count = byteCount(of: path) ?? 0
        guard descriptor >= 0 else { throw SystemFiles.failed(path, "made") }
    }

    /// The longest of what was left.
    private static func leftOver(of destination: String) -> String? {
        let parts = destination.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        let start = (parts.last.map(String.init) ?? "") + mark
        let names = fileNames(in: folder).filter { $0.hasPrefix(start) && $0.hasSuffix(ending) }
        return names.map { folder + "/" + $0 }.max {
            byteCount(of: $0) ?? 0 < byteCount(of: $1) ?? 0
        }
    }

    /// Appends bytes.
    func append(_ bytes: UnsafeRawBufferPointer) throws(HubError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = pwrite(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, off_t(count))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw SystemFiles.failed(destination, "written") }
            rest = rest.dropFirst(written)
            count += written
        }
    }

    /// Forgets what is there.
    func restart() throws(HubError) {
        guard ftruncate(descriptor, 0) == 0 else { throw SystemFiles.failed(destination, "written") }
        count = 0
    }

    /// The content's name by git's or the storage's way of naming, in the form of this etag; nil for another form.
    func hash(like etag: String) throws(HubError) -> String? { try BlobHash(etag: etag)?.value(ofFile: path) }

    /// Gives the file its name. On the disk before it is: after a power cut there is the whole file, or none.
    func commit() throws(HubError) {
        guard fsync(descriptor) == 0 else { throw SystemFiles.failed(destination, "written") }
        try SystemFiles.move(path, to: destination)
    }

    /// Removes it: what is there is wrong.
    func discard() { unlink(path) }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
