import Synchronization

/// The pictures that failed when they were tried, and how many may.
final class FailureCount: Sendable {
    /// nil for however many.
    let maximum: Int?
    private let count = Atomic(0)

    init(maximum: Int?) { self.maximum = maximum }

    /// Whether there were as many as there may be.
    var areTooMany: Bool { maximum.map { count.load(ordering: .relaxed) >= $0 } ?? false }

    func add() { count.add(1, ordering: .relaxed) }
}
