import Synchronization

/// What was computed for the grids met so far: photographs of one camera share a grid, and computing takes longer than
/// looking it up.
final class GridCache<Value: Sendable>: Sendable {
    private struct Entry {
        let rows: Int
        let columns: Int
        let value: Value
    }

    private let entries = Mutex<[Entry]>([])

    /// What was computed for this grid, now or before. A folder has a few aspect ratios; one with more gives up the
    /// oldest kept rather than grow.
    func value(rows: Int, columns: Int, computing compute: () -> Value) -> Value {
        let limit = 16
        let kept = entries.withLock { $0.first { $0.rows == rows && $0.columns == columns }?.value }
        if let kept { return kept }
        let value = compute()
        entries.withLock { entries in
            if entries.count == limit { entries.removeFirst() }
            entries.append(Entry(rows: rows, columns: columns, value: value))
        }
        return value
    }
}
