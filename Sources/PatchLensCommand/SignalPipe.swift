import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Signals as bytes that can be read in peace: their handler does nothing but write one.
///
/// A dispatch source for signals begins to listen some time after it is activated, and what comes before is lost; a
/// handler is there when `take` returns, and a pipe keeps what was written until it is read.
struct SignalPipe: Sendable {
    /// Of the process.
    static let shared = SignalPipe()
    /// Where the handler writes, which can be given nothing; −1 before there is a pipe.
    private static let writing = Atomic<Int32>(-1)

    /// Where they can be read.
    let reading: Int32

    private init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            reading = -1
            return
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A full pipe holds thousands of signals: one more says nothing new, and must not block a handler.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        reading = ends[0]
        Self.writing.store(ends[1], ordering: .sequentiallyConsistent)
    }

    /// From now on a signal is written here, unless the process was begun with a hang-up ignored.
    ///
    /// A script's shell has what it runs in the background ignore Ctrl-C; whoever sends it that signal all the same
    /// wants it to end.
    func take(_ number: Int32) {
        let former = signal(number) { number in
            let formerError = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(SignalPipe.writing.load(ordering: .relaxed), &byte, 1)
            errno = formerError
        }
        let isIgnored = unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        if number == SIGHUP, isIgnored { signal(number, SIG_IGN) }
    }

    /// The next one, which was written already.
    func next() -> Int32? {
        var byte: UInt8 = 0
        return read(reading, &byte, 1) == 1 ? Int32(byte) : nil
    }
}
