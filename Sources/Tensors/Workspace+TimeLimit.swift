import Synchronization

extension Workspace {
    /// When what is under way is to be given up, and how long it was allowed to take.
    struct Deadline {
        let instant: SuspendingClock.Instant
        let limit: Duration
    }

    /// From now on, for what is done with tensors of this workspace; nil for as long as it takes.
    ///
    /// No thread is ever stopped by it: what loops over layers, tiles or rows asks `isOverdue` and ends with an error.
    /// A machine that sleeps does no work, so that its sleep does not count.
    package func limitTime(to limit: Duration?) {
        let now = SuspendingClock.now
        deadline.withLock { $0 = limit.map { Deadline(instant: now.advanced(by: $0), limit: $0) } }
    }

    /// How long it may take.
    package var timeLimit: Duration? { deadline.withLock { $0?.limit } }

    /// Whether it took longer; once true it stays so until there is another limit.
    package var isOverdue: Bool {
        deadline.withLock { deadline in deadline.map { SuspendingClock.now >= $0.instant } ?? false }
    }
}
