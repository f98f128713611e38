#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file's bytes, mapped read-only: opening costs the same for any size, and pages are read when they are looked at.
///
/// As with every mapped file, another program that shortens the file while it is open ends this process with a bus
/// error. Checkpoints are written once and renamed into place, by `Tools/setup.sh` and by the Hugging Face hub alike.
struct MappedFile: ~Copyable {
    /// Where the file is.
    let path: String
    private let mapping: UnsafeRawBufferPointer

    /// Opens a regular file; folders, pipes and devices are refused.
    init(path: String) throws(CheckpointError) {
        self.path = path
        // Without O_NONBLOCK, opening a named pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: Self.lastError()) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: Self.lastError()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: path, reason: "it is not a regular file")
        }
        let byteCount = Int(status.st_size)
        if byteCount == 0 {
            // mmap refuses a length of 0, but an empty file is readable.
            mapping = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .unreadable(file: path, reason: Self.lastError())
        }
        mapping = UnsafeRawBufferPointer(start: address, count: byteCount)
    }

    /// How many bytes the file has.
    var byteCount: Int { mapping.count }

    /// All of the file.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let mapping = mapping
            return _overrideLifetime(mapping.bytes, borrowing: self)
        }
    }

    /// Calls the closure with a part of the file: a class that owns a file cannot hand out a span of it.
    func withBytes<Result>(in range: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        body(bytes.extracting(range))
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }

    deinit {
        if let address = mapping.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: address), mapping.count)
        }
    }
}
