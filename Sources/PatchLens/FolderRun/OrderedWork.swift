/// Work on many items, a few at a time, with results in the items' order.
///
/// Every worker has a state of its own, which goes from one item to the next: no two items are ever worked on with the
/// same state at once.
struct OrderedWork<State: Sendable, Item: Sendable, Result: Sendable>: Sendable {
    let workers: Int
    let makeState: @Sendable () -> State
    let work: @Sendable (Item, inout State) -> Result

    /// Hands every result on as soon as all before it have been.
    ///
    /// When the task is cancelled, the report throws or `isOver` says so, what was begun is finished, and nothing more
    /// is begun.
    ///
    /// - Parameter window: Nothing is begun that lies so far behind what was reported: results that wait for a slower
    ///   one before them are kept, and may be large.
    nonisolated(nonsending) func run<Failure: Error>(
        _ items: some RandomAccessCollection<Item>, window: Int = .max, until isOver: () -> Bool = { false },
        report: (Result) throws(Failure) -> Void
    ) async throws(Failure) {
        let failure = await withTaskGroup(of: Finished.self) { group -> Failure? in
            var failure: Failure?
            var (begun, reported) = (0, 0)
            var idle = (0..<min(workers, items.count)).map { _ in makeState() }
            var waiting: [Int: Result] = [:]
            func beginMore() {
                while begun < items.count, begun - reported < window, failure == nil, !isOver(), !Task.isCancelled,
                    let state = idle.popLast()
                {
                    let (index, work) = (begun, work)
                    let item = items[items.index(items.startIndex, offsetBy: index)]
                    group.addTask {
                        var state = state
                        let result = work(item, &state)
                        return Finished(index: index, result: result, state: state)
                    }
                    begun += 1
                }
            }
            beginMore()
            while let finished = await group.next() {
                idle.append(finished.state)
                // Before the report, for which a worker need not wait.
                beginMore()
                waiting[finished.index] = finished.result
                while failure == nil, let result = waiting.removeValue(forKey: reported) {
                    do throws(Failure) { try report(result) } catch { failure = error }
                    reported += 1
                }
                beginMore()
            }
            return failure
        }
        if let failure { throw failure }
    }

    private struct Finished: Sendable {
        let index: Int
        let result: Result
        let state: State
    }
}
