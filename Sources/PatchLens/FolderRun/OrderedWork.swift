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
    /// When the task is cancelled, what was begun is finished, and nothing more is begun.
    nonisolated(nonsending) func run(_ items: [Item], report: (Result) -> Void) async {
        await withTaskGroup(of: Finished.self) { group in
            var begun = 0
            func begin(with state: State) {
                guard begun < items.count, !Task.isCancelled else { return }
                let (index, item, work) = (begun, items[begun], work)
                group.addTask {
                    var state = state
                    let result = work(item, &state)
                    return Finished(index: index, result: result, state: state)
                }
                begun += 1
            }
            for _ in 0..<min(workers, items.count) { begin(with: makeState()) }

            var waiting: [Int: Result] = [:]
            var reported = 0
            while let finished = await group.next() {
                begin(with: finished.state)
                waiting[finished.index] = finished.result
                while let result = waiting.removeValue(forKey: reported) {
                    report(result)
                    reported += 1
                }
            }
        }
    }

    private struct Finished: Sendable {
        let index: Int
        let result: Result
        let state: State
    }
}
