import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Standard output or standard error, written at once and unbuffered: a line is there when its picture is.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    /// What the system said when standard output could not be written for the first time; 0 while it could.
    private static let firstOutputError = Atomic<Int32>(0)

    private let descriptor: Int32

    /// Whether a person is likely to be watching.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Why something on standard output is missing; nil if nothing is.
    static var outputError: Int32? {
        let number = firstOutputError.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Throws if something on standard output is missing: on a full disk, for example.
    static func checkOutput() throws {
        if let number = outputError { throw OutputError(reason: String(cString: strerror(number))) }
    }

    /// Takes the places of streams that the process was begun without (`>&-`), which the first file opened would have
    /// otherwise, with what is written to them in it. Writing to standard output is then an error.
    static func openMissing() {
        for (descriptor, access) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free: the one that is missing.
            _ = open("/dev/null", access)
        }
    }

    /// The text and a line's end; see `write`.
    func write(line: String) { write(line + "\n") }

    /// Every byte, or what fits: what is missing on standard output is known by `outputError`; about standard error
    /// there is nobody to tell.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return fail(count < 0 ? errno : EIO) }
                rest = rest.dropFirst(count)
            }
        }
    }

    private func fail(_ number: Int32) {
        guard descriptor == STDOUT_FILENO else { return }
        _ = Self.firstOutputError.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    }
}

/// Records could not be told.
struct OutputError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "standard output cannot be written: \(reason)" }
}

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
