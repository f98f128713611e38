import PatchLens

/// A run from its first picture to the exit code: reports, and what happens at Ctrl-C.
struct RunSession {
    let reporter: Reporter

    init(_ options: ReportOptions, of plan: OutputPlan, isDryRun: Bool, words: RunWords) {
        reporter = Reporter(options, isDryRun: isDryRun, total: plan.entries.count, words: words)
    }

    /// Throws when pictures failed, after the others.
    func run(_ folderRun: FolderRun) async throws {
        var reporter = reporter
        let interruption = Interruption()
        let summary = await folderRun { reporter.report($0) }
        withExtendedLifetime(interruption) {}
        reporter.finish(summary)
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }

    /// As `run`, writing the objects that are found to a file of all pictures; what it says of others stays.
    func run(_ folderRun: FolderRun, objectsInto file: ObjectsFile?) async throws {
        guard var file else { return try await run(folderRun) }
        var reporter = reporter
        let interruption = Interruption()
        let summary = await folderRun.gathering { (report: PictureReport) throws(Never) -> Void in
            file.add(report)
            reporter.report(report)
        }
        try file.write()
        withExtendedLifetime(interruption) {}
        reporter.finish(summary)
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
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
            if case .features(let features)? = report.finding { try gathering.append(features, of: report.path) }
            reporter.report(report)
        }
        try gathering.finish()
        withExtendedLifetime(interruption) {}
        reporter.finish(summary)
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }
}
