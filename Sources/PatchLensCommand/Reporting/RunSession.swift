import PatchLens

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A run from its first picture to the exit code: reports, and what happens at Ctrl-C.
struct RunSession {
    let reporter: Reporter
    private let maximumFailures: Int?
    private let isDryRun: Bool

    /// What killed runs left unfinished where this one writes is removed.
    ///
    /// - Parameter maximumFailures: After so many failures the run stops.
    init(
        _ options: ReportOptions, of plan: OutputPlan, isDryRun: Bool, words: RunWords, maximumFailures: Int? = nil
    ) {
        self.maximumFailures = maximumFailures
        self.isDryRun = isDryRun
        if !isDryRun { plan.removeAbandonedFiles() }
        reporter = Reporter(options, isDryRun: isDryRun, total: plan.entries.count, words: words)
    }

    /// Throws when pictures failed, after the others.
    func run(_ folderRun: FolderRun) async throws {
        try await run(folderRun, taking: { _ in }, finishing: {})
    }

    /// The way of every run that can be stopped: those that write a file a picture.
    private func run(
        _ folderRun: FolderRun, taking take: (PictureReport) -> Void, finishing write: () throws -> Void
    ) async throws {
        var reporter = reporter
        let interruption = Interruption(stopping: folderRun.stop)
        var failures = 0
        let summary = await folderRun { report in
            take(report)
            reporter.report(report)
            failures += report.status == .failed ? 1 : 0
            if failures == maximumFailures || reporter.isOutputClosed { folderRun.stop.make() }
        }
        try write()
        // A run that was stopped did not come to its end.
        let isComplete = summary.count == folderRun.plan.entries.count && !isDryRun
        if isComplete { try folderRun.manifest?.finish(summary) } else { try folderRun.manifest?.check() }
        reporter.finish(summary)
        interruption.endIfAsked()
        if reporter.isOutputClosed { Interruption.end(by: SIGPIPE) }
        let left = folderRun.plan.entries.count - summary.count
        if let maximumFailures, failures >= maximumFailures, left > 0 {
            StandardStream.error.write(
                line: "patchlens: stopped by --max-errors \(maximumFailures): \(left) pictures were not begun")
        }
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }

    /// As `run`, writing the objects that are found to a file of all pictures; what it says of others stays.
    func run(_ folderRun: FolderRun, objectsInto file: ObjectsFile?) async throws {
        guard var file else { return try await run(folderRun) }
        try await run(folderRun, taking: { file.add($0) }, finishing: { try file.write() })
    }

    /// As `run`, summing up what is found of heads; what is written of it comes before the end is told.
    func run(_ folderRun: FolderRun, summingUp write: (HeadSummary) throws -> Void) async throws {
        var reporter = reporter
        let interruption = Interruption()
        var heads = HeadSummary()
        let summary = await folderRun.gathering { (report: PictureReport) throws(Never) -> Void in
            if case .heads(let statistics)? = report.finding { heads.add(statistics) }
            reporter.report(report)
        }
        if heads.pictures > 0 { try write(heads) }
        withExtendedLifetime(interruption) {}
        reporter.finish(summary)
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }

    /// As `run`, putting the features of every picture into the files as they come.
    func run(_ folderRun: FolderRun, gatheringInto files: GatheredFeatures, channels: Int) async throws {
        var reporter = reporter
        let interruption = Interruption()
        var gathering = try FeatureGathering(files, channels: channels)
        let summary = try await folderRun.gathering { (report: PictureReport) throws(ExportError) -> Void in
            if case .features(let features)? = report.finding {
                try gathering.append(features, of: report.path, warnings: report.warnings)
            }
            reporter.report(report)
        }
        try gathering.finish()
        withExtendedLifetime(interruption) {}
        reporter.finish(summary)
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }
}
