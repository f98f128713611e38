import Foundation

/// One kernel from its plain way to its fastest, each with its time and how far its results are from the plain one's:
/// rows of a Markdown table.
struct Ladder {
    private let title: String
    private let work: Double
    private let unit: String
    private let plainSeconds: Double

    static let head = """
        | kernel | way | µs | speed | over plain | largest difference |
        | --- | --- | --- | --- | --- | --- |
        """

    /// - Parameters:
    ///   - work: what one run does, operations or bytes read and written; `unit` counts 10⁹ of them a second.
    ///   - plain: the way that the others are measured against.
    init(_ title: String, work: Int, unit: String, plain: () -> Void) {
        self.title = title
        self.work = Double(work)
        self.unit = unit
        plainSeconds = Self.seconds(of: plain)
        printRow("plain", plainSeconds, "")
    }

    /// A faster way.
    ///
    /// - Parameters:
    ///   - overhead: what is in `run` and is not the kernel, such as copying its input; its time is taken off.
    ///   - difference: the largest there is after a run.
    /// - Returns: whether that is at most `bound`.
    func rung(
        _ name: String, within bound: Double, overhead: (() -> Void)? = nil, run: () -> Void, difference: () -> Double
    ) -> Bool {
        var seconds = Self.seconds(of: run)
        let found = difference()
        if let overhead { seconds -= Self.seconds(of: overhead) }
        let agrees = found <= bound
        let text = bound == 0 && agrees ? "none" : String(format: "%.1e of at most %.1e", found, bound)
        printRow(name, seconds, text + (agrees ? "" : " **differs**"))
        return agrees
    }

    /// The least of several turns, each long enough for the clock, after one that warms up.
    private static func seconds(of run: () -> Void) -> Double {
        let (shortestTurn, whole) = (2e-3, 0.1)
        let once = turn(1, run)
        let repeats = max(1, Int(shortestTurn / max(once, 1e-9)))
        var (least, sum) = (once, once)
        while sum < whole {
            let time = turn(repeats, run)
            least = min(least, time / Double(repeats))
            sum += time
        }
        return least
    }

    /// Processor time of this thread, so that what else the machine does counts little.
    private static func turn(_ repeats: Int, _ run: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        for _ in 0..<repeats { run() }
        return now() - start
    }

    private func printRow(_ name: String, _ seconds: Double, _ difference: String) {
        let speed = String(format: "%.2f", work / seconds / 1e9)
        let numbers = String(format: "%.1f | \(speed) \(unit) | %.1f", seconds * 1e6, plainSeconds / seconds)
        print("| \(title) | \(name) | \(numbers) | \(difference) |")
        fflush(nil)
    }
}
