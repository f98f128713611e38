import PatchLens

extension RunSession {
    /// As `run`, putting the curves of every picture into the files as they come, and telling the means at the end.
    func run(
        _ folderRun: FolderRun, evaluatingInto files: EvaluationFiles, by evaluation: PictureEvaluation,
        modelName: String
    ) async throws {
        var reporter = reporter
        let interruption = Interruption()
        var gathering = try EvaluationGathering(files, options: evaluation.options)
        let summary = try await folderRun.gathering { (report: PictureReport) throws(ExportError) -> Void in
            if case .faithfulness(let found)? = report.finding { try gathering.append(found, of: report.path) }
            reporter.report(report)
        }
        try gathering.finish(model: evaluation.model, modelName: modelName)
        withExtendedLifetime(interruption) {}
        reporter.finish(summary)
        reporter.tell(gathering.lines)
        guard summary.failed == 0 else { throw CommandExit.picturesFailed }
    }
}
