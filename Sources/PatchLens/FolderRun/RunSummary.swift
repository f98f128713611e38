/// How many pictures came to which end.
public struct RunSummary: Sendable, Equatable {
    /// Drawn.
    public private(set) var done = 0
    /// Left alone.
    public private(set) var skipped = 0
    /// Without outputs.
    public private(set) var failed = 0
    /// To be drawn, in a dry run.
    public private(set) var planned = 0

    /// Nothing came to an end yet.
    public init() {}

    /// All of them.
    public var count: Int { done + skipped + failed + planned }

    /// Counts one more.
    public mutating func add(_ status: PictureReport.Status) {
        switch status {
        case .done: done += 1
        case .skipped: skipped += 1
        case .failed: failed += 1
        case .planned: planned += 1
        }
    }
}
