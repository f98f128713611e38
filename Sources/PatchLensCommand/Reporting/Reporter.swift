import PatchLens

/// Tells the user what becomes of the pictures: records on standard output, everything else on standard error.
struct Reporter {
    private let options: ReportOptions
    private let isDryRun: Bool
    private let words: RunWords
    private var progress: ProgressLine?
    private let start = ContinuousClock.now

    /// Before the first of so many pictures.
    init(_ options: ReportOptions, isDryRun: Bool, total: Int, words: RunWords) {
        self.options = options
        self.isDryRun = isDryRun
        self.words = words
        let isWatched = StandardStream.error.isTerminal && !options.isQuiet && !options.printsJSON && !isDryRun
        progress = isWatched ? ProgressLine(total: total) : nil
    }

    /// One picture came to its end.
    mutating func report(_ report: PictureReport) {
        clearProgress()
        if options.printsJSON {
            printRecord(of: report)
        } else if report.status == .planned {
            // What writes no file of its own for a picture is told by what it reads.
            for path in report.outputs.isEmpty ? [report.path] : report.outputs {
                StandardStream.output.write(line: ShownText.oneLine(path))
            }
        } else if case .labels(let labels)? = report.finding {
            for label in labels { StandardStream.output.write(line: label.line(of: report.path)) }
        }
        // Of a picture that is left alone they were told when it was drawn.
        if !options.isQuiet, report.status != .skipped {
            for warning in report.warnings {
                StandardStream.error.write(line: ShownText.oneLine("warning \(report.path): \(warning)"))
            }
        }
        if let line = line(for: report) { StandardStream.error.write(line: ShownText.oneLine(line)) }
        progress?.add(report.status)
        showProgress()
    }

    private func printRecord(of report: PictureReport) {
        do {
            StandardStream.output.write(line: try ReportLine(report).text)
        } catch {
            StandardStream.error.write(line: "patchlens: no record of \(ShownText.oneLine(report.path)): \(error)")
        }
    }

    /// The run is over, or was stopped with so many pictures left.
    mutating func finish(_ summary: RunSummary, left: Int) {
        clearProgress()
        guard !options.isQuiet else { return }
        var parts = [isDryRun ? "\(summary.planned) \(words.planned)" : "\(summary.done) done"]
        parts.append("\(summary.skipped) skipped" + (summary.skipped > 0 ? " (--overwrite \(words.again))" : ""))
        parts.append("\(summary.failed) failed")
        if left > 0 { parts.append("\(left) not begun") }
        let seconds = start.duration(to: .now) / .seconds(1)
        StandardStream.error.write(
            line: "patchlens: " + parts.joined(separator: ", ") + " in \(ShownText.duration(seconds: seconds))")
    }

    /// Lines on standard error, unless nothing is to be said.
    func tell(_ lines: [String]) {
        guard !options.isQuiet else { return }
        for line in lines { StandardStream.error.write(line: line) }
    }

    /// Failures are always told; the rest when asked for.
    private func line(for report: PictureReport) -> String? {
        switch report.status {
        case .failed:
            return "failed \(report.path): \(report.failure?.message ?? "")"
        case .done where options.isVerbose:
            let times = report.times
            let last = words.lastStage.map { [($0, times.drawing)] } ?? []
            let stages = [("decode", times.decoding), ("encode", times.encoding)] + last
            let shown = stages.map { "\($0.0) \(Int(($0.1 * 1000).rounded())) ms" }.joined(separator: ", ")
            let size = report.geometry.map { "\($0.original), \($0.grid.rows)×\($0.grid.columns) patches, " } ?? ""
            let isReduced = report.decoded != report.geometry?.original
            let reduced = report.decoded.map { isReduced ? "decoded to \($0), " : "" } ?? ""
            return "done \(report.path): \(size)\(reduced)\(shown)"
        case .skipped where options.isVerbose:
            return "skipped \(report.path): its outputs are there already"
        case .done, .skipped, .planned:
            return nil
        }
    }

    /// Back to the line's start, and empty to its end.
    private static let emptyLine = "\r\u{1B}[K"

    private func clearProgress() {
        if progress != nil { StandardStream.error.write(Self.emptyLine) }
    }

    private func showProgress() {
        if let progress { StandardStream.error.write(Self.emptyLine + progress.text()) }
    }
}

extension LabelScore {
    /// Path, probability to four places, and label, with tabs between.
    fileprivate func line(of path: String) -> String {
        let digits = String(Int((probability * 10_000).rounded()))
        let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        let shown = padded.dropLast(4) + "." + padded.suffix(4)
        return [ShownText.oneLine(path), String(shown), ShownText.oneLine(label)].joined(separator: "\t")
    }
}
