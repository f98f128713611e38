package import ModelHub

/// The line at the foot of a terminal that says how far a transfer is and how long it will take.
package final class TransferLine {
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?

    /// Often enough to be alive, and seldom enough to cost nothing.
    private static let pause = Duration.milliseconds(100)

    package init(isShown: Bool) { self.isShown = isShown }

    /// Since the transfer began.
    package var seconds: Double { start.duration(to: .now) / .seconds(1) }

    /// Says how far it is, unless that was said just now.
    package func show(_ progress: PullProgress) {
        guard isShown, last.map({ $0.duration(to: .now) >= Self.pause }) ?? true || progress.isWaiting else { return }
        last = .now
        StandardStream.error.write("\r\u{1B}[K" + ShownText.oneLine(Self.text(progress, after: seconds)))
    }

    /// Takes the line away.
    package func clear() {
        if last != nil { StandardStream.error.write("\r\u{1B}[K") }
    }

    /// `model.safetensors: 12.5 of 88.2 MB, 3.4 MB/s, 22 s left`:
    /// the rest is taken to come as fast as what came so far.
    package static func text(_ progress: PullProgress, after seconds: Double) -> String {
        if progress.isWaiting { return "\(progress.file): another process is fetching it; waiting for that" }
        var parts = ["\(ShownText.bytes(progress.bytes)) of \(ShownText.bytes(progress.total))"]
        if progress.fetched > 0, seconds > 0 {
            let rate = Double(progress.fetched) / seconds
            parts.append("\(ShownText.bytes(Int(rate)))/s")
            let left = Double(max(0, progress.total - progress.bytes)) / rate
            parts.append("\(ShownText.duration(seconds: left)) left")
        }
        return progress.file + ": " + parts.joined(separator: ", ")
    }
}
