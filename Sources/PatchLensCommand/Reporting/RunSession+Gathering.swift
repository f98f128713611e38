import ArgumentParser
import AttentionExport
import PatchLens

extension RunSession {
    /// Whether a result of all pictures is to be made now, for which its folders are then there: otherwise it is told
    /// what there is, or in a dry run what would be read. Throws when pictures have failed, or a file would be replaced
    /// that is not its own.
    func isToMake(_ result: GatheredResult, of plan: OutputPlan, overwriting: Bool) async throws -> Bool {
        let isEmpty = plan.pictureCount(overwriting: true) == 0
        switch overwriting || isEmpty ? .make(because: nil) : result.decision() {
        case .leave(let indexed):
            let failures = Dictionary(
                indexed.map { (PathKey(plan.entries[$0].path), $1) }, uniquingKeysWith: { first, _ in first })
            try await run(
                FolderRun(plan, workers: Workers(for: 1, cores: 1), overwrites: true) { picture, _ in
                    let path = picture.input.path
                    return failures[PathKey(path)].map { PictureReport(failed: path, $0) }
                        ?? PictureReport(.skipped, picture)
                })
            return false
        case .refuse(let file, let owner): throw ValidationError(file, isOf: owner)
        case .make(let reason):
            if let reason { reporter.tell([ShownText.oneLine("patchlens: " + reason.description(of: result.name))]) }
            guard isDryRun || isEmpty else {
                try result.prepare()
                return true
            }
            try await run(
                FolderRun(plan, workers: Workers(for: 1, cores: 1), overwrites: true, isDryRun: true) { picture, _ in
                    PictureReport(.planned, picture)
                })
            return false
        }
    }

    /// As `run`, summing up what is found of heads; what is written of it comes before the end is told.
    func run(
        _ folderRun: FolderRun, summingUp result: GatheredResult, writing write: (HeadSummary) throws -> Void
    ) async throws {
        var heads = HeadSummary()
        try await gather(folderRun, into: result) { report in
            if case .heads(let statistics)? = report.finding { heads.add(statistics) }
        } writing: {
            try write(heads)
        }
    }

    /// As `run`, putting the features of every picture into the files as they come.
    func run(
        _ folderRun: FolderRun, gathering result: GatheredResult, into files: GatheredFeatures, channels: Int
    ) async throws {
        // Its files are begun: a signal must find somebody who removes them.
        let interruption = Interruption(stopping: folderRun.stop)
        var gathering = try FeatureGathering(files, channels: channels)
        try await gather(folderRun, since: interruption, into: result) { report in
            if case .features(let features)? = report.finding {
                try gathering.append(features, of: report.path, warnings: report.warnings)
            }
        } writing: {
            try gathering.finish()
        }
    }

    /// As `run`, putting the curves of every picture into the files as they come, and telling the means at the end.
    func run(
        _ folderRun: FolderRun, evaluating result: GatheredResult, into files: EvaluationFiles,
        by evaluation: PictureEvaluation, modelName: String
    ) async throws {
        let interruption = Interruption(stopping: folderRun.stop)
        var gathering = try EvaluationGathering(files, options: evaluation.options)
        var lines: [String] = []
        try await gather(folderRun, since: interruption, into: result) { report in
            if case .faithfulness(let found)? = report.finding { try gathering.append(found, of: report.path) }
        } writing: {
            try gathering.finish(model: evaluation.model, modelName: modelName)
            lines = gathering.lines
        } telling: {
            lines
        }
    }

    /// As `conduct`, with the record of the result: it is written when all pictures came to their ends and one of them
    /// well, and not before, so that a run that is stopped leaves what there was.
    private func gather(
        _ folderRun: FolderRun, since former: Interruption? = nil, into result: GatheredResult,
        taking take: (PictureReport) throws -> Void, writing write: () throws -> Void,
        telling tell: () -> [String] = { [] }
    ) async throws {
        var failures: [(index: Int, failure: PictureFailure)] = []
        var (count, done) = (0, 0)
        try await conduct(folderRun, isGathered: true, since: former) { report in
            // Reports come in the plan's order.
            if let failure = report.failure { failures.append((count, failure)) }
            count += 1
            if report.status == .done { done += 1 }
            try take(report)
        } finishing: { isWhole in
            guard isWhole else { return }
            // Two runs at once do not make one result of two.
            let lock = FolderLock(folderRun.plan.folder)
            defer { lock.release() }
            if done > 0 { try AtomicFile.together(beforeNaming: result.begin, write) }
            try result.finish(failures, isMade: done > 0)
        } telling: {
            tell()
        }
    }
}

extension ValidationError {
    /// A file would be replaced that is of somebody else, for all that is known.
    init(_ file: String, isOf owner: FileOwner) {
        self.init("'\(file)' is there and \(owner): --overwrite replaces it, -o names another folder")
    }
}
