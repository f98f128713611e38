import AttentionExport
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
    let isDryRun: Bool

    /// What killed runs left unfinished where this one writes is removed.
    init(_ options: ReportOptions, of plan: OutputPlan, isDryRun: Bool, words: RunWords) {
        self.isDryRun = isDryRun
        if !isDryRun { plan.removeAbandonedFiles() }
        reporter = Reporter(options, isDryRun: isDryRun, total: plan.entries.count, words: words)
    }

    /// Throws when pictures failed, after the others.
    func run(_ folderRun: FolderRun) async throws {
        try await conduct(folderRun, taking: { _ in }, finishing: { _ in })
    }

    /// As `run`, writing the objects that are found to a file of all pictures; what it says of others stays. Those of a
    /// run that was stopped are written, too: their pictures are done.
    func run(_ folderRun: FolderRun, objectsInto file: ObjectsFile?) async throws {
        guard var file else { return try await run(folderRun) }
        try await conduct(folderRun, taking: { file.add($0) }, finishing: { _ in try file.write() })
    }

    /// The way of every run.
    ///
    /// After a signal, too many failures, or when what it says can no longer be told, no picture is begun; those in
    /// hand are finished and recorded.
    ///
    /// - Parameters:
    ///   - isGathered: Whether reports hold what is large, so that few may wait for a slower one before them.
    ///   - former: That of a run which has begun files already; its signals stop this one.
    ///   - finish: Writes what all pictures together became. False for a run that was stopped: what is half of a result
    ///     is none, and is left out.
    ///   - tell: What else there is to say at the end.
    func conduct(
        _ folderRun: FolderRun, isGathered: Bool = false, since former: Interruption? = nil,
        taking take: (PictureReport) throws -> Void,
        finishing finish: (_ isWhole: Bool) throws -> Void, telling tell: () -> [String] = { [] }
    ) async throws {
        var reporter = reporter
        let interruption = former ?? Interruption(stopping: folderRun.stop)
        func step(_ report: PictureReport) throws {
            try take(report)
            reporter.report(report)
            if StandardStream.outputError != nil { folderRun.stop.make() }
        }
        let summary = try await Self.go(folderRun, isGathered: isGathered, step)
        let left = folderRun.plan.entries.count - summary.count
        try finish(left == 0)
        let recording = Result {
            if left == 0, !isDryRun { try folderRun.manifest?.finish(summary) } else { try folderRun.manifest?.end() }
        }
        reporter.finish(summary, left: left)
        if left == 0 { reporter.tell(tell()) }
        try recording.get()
        interruption.endIfAsked()
        try checkOutput()
        if let maximumFailures = folderRun.maximumFailures, folderRun.hasTooManyFailures, left > 0 {
            StandardStream.error.write(
                line: "patchlens: stopped by --max-errors \(maximumFailures)")
        }
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }

    private static func go(
        _ folderRun: FolderRun, isGathered: Bool, _ step: (PictureReport) throws -> Void
    ) async throws -> RunSummary {
        if isGathered { return try await folderRun.gathering { (report) throws(any Error) in try step(report) } }
        var problem: (any Error)?
        let summary = await folderRun { report in
            do { try step(report) } catch {
                problem = problem ?? error
                folderRun.stop.make()
            }
        }
        if let problem { throw problem }
        return summary
    }

    /// A reader that has seen enough ends the process as it ends others; any other error is one of the run.
    private func checkOutput() throws {
        guard StandardStream.outputError == EPIPE else { return try StandardStream.checkOutput() }
        Interruption.end(by: SIGPIPE)
    }
}
