import AttentionExport
import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What happens at Ctrl-C and when the system ends the process: unfinished files are removed, and then it ends the way
/// the signal ends a process, which is what the shell that waits for it has to be told.
struct Interruption {
    private let sources: [any DispatchSourceSignal]

    /// From now on, for as long as this lives.
    init() {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { Self.end(by: number) }
            source.activate()
            return source
        }
    }

    private static func end(by number: Int32) {
        UnfinishedFiles.deleteAll()
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }
}
