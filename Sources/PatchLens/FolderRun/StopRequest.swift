import Synchronization

/// Asks a run to begin no more pictures: those in hand are finished and reported.
public final class StopRequest: Sendable {
    private let requested = Atomic(false)

    /// Not asked yet.
    public init() {}

    /// Whether it was asked.
    public var isMade: Bool { requested.load(ordering: .relaxed) }

    /// Asks; it cannot be taken back.
    public func make() { requested.store(true, ordering: .relaxed) }
}
