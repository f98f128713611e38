import AttentionExport
import Dispatch
import PatchLens
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What happens at Ctrl-C and when the system ends the process.
///
/// A run that can be stopped is asked to stop: no picture is begun any more, those in hand are finished and recorded,
/// and then the process ends the way the signal ends a process, which is what the shell that waits for it has to be
/// told. At a second signal, and in a run that cannot be stopped, unfinished files are removed and it ends at once. A
/// terminal that goes is as a request to end, unless the process was begun not to heed it (`nohup`).
struct Interruption {
    private let source: (any DispatchSourceRead)?
    private let first: FirstSignal

    /// From now on, for as long as this lives; `stop` is for a run that can be stopped.
    init(stopping stop: StopRequest? = nil) {
        let first = FirstSignal()
        self.first = first
        // Writing to what nobody reads is then an error, which the reporter sees.
        if stop != nil { signal(SIGPIPE, SIG_IGN) }
        let pipe = SignalPipe.shared
        // Without a pipe, for want of descriptors, signals end the process as they end any.
        guard pipe.reading >= 0 else {
            source = nil
            return
        }
        // A queue of its own has a thread when it needs one, however busy the others are.
        let source = DispatchSource.makeReadSource(fileDescriptor: pipe.reading, queue: DispatchQueue(label: "signals"))
        source.setEventHandler {
            guard let number = pipe.next() else { return }
            guard let stop, first.set(number) else { return Self.end(by: number) }
            stop.make()
            StandardStream.error.write(
                line: "\npatchlens: finishing the pictures in hand; a second signal stops at once")
        }
        source.activate()
        self.source = source
        for number in [SIGINT, SIGTERM, SIGHUP] { pipe.take(number) }
    }

    /// Once everything is written: ends the process if a signal asked for it.
    func endIfAsked() {
        if let number = first.number { Self.end(by: number) }
    }

    /// Ends the process as this signal does.
    static func end(by number: Int32) {
        UnfinishedFiles.deleteAll()
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }

    /// Which signal came first.
    private final class FirstSignal: Sendable {
        private let value = Atomic<Int32>(0)

        /// nil while there was none.
        var number: Int32? {
            let number = value.load(ordering: .sequentiallyConsistent)
            return number == 0 ? nil : number
        }

        /// False if there was one already.
        func set(_ number: Int32) -> Bool {
            value.compareExchange(expected: 0, desired: number, ordering: .sequentiallyConsistent).exchanged
        }
    }
}
