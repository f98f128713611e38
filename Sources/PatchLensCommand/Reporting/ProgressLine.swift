package import PatchLens

/// The line at the foot of a terminal that says how far a run is and how long it will take.
package struct ProgressLine: Sendable {
    private let total: Int
    private let start: ContinuousClock.Instant
    private var worked = 0
    private var summary = RunSummary()

    /// Before the first of so many pictures.
    package init(total: Int, start: ContinuousClock.Instant = .now) {
        self.total = total
        self.start = start
    }

    /// One more came to its end.
    package mutating func add(_ status: PictureReport.Status) {
        summary.add(status)
        // What was left alone took no time and says nothing about the rest.
        if status == .done || status == .failed { worked += 1 }
    }

    /// `12 of 40, 1 failed, 2.4 pictures/s, 12 s left`: the rest is taken to need what those so far needed.
    package func text(at now: ContinuousClock.Instant = .now) -> String {
        let seconds = start.duration(to: now) / .seconds(1)
        var parts = ["\(summary.count) of \(total)"]
        if summary.skipped > 0 { parts.append("\(summary.skipped) skipped") }
        if summary.failed > 0 { parts.append("\(summary.failed) failed") }
        if worked > 0, seconds > 0 {
            let rate = Double(worked) / seconds
            parts.append("\((rate * 10).rounded() / 10) pictures/s")
            let left = Double(total - summary.count) / rate
            parts.append("\(ShownText.duration(seconds: left)) left")
        }
        return parts.joined(separator: ", ")
    }
}
