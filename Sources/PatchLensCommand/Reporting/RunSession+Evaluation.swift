import PatchLens

extension RunSession {
    /// As `run`, putting the curves of every picture into the files as they come, and telling the means at the end.
    func run(
        _ folderRun: FolderRun, evaluatingInto files: EvaluationFiles, by evaluation: PictureEvaluation,
        modelName: String
    ) async throws {
        var gathering = try EvaluationGathering(files, options: evaluation.options)
        var lines: [String] = []
        try await conduct(folderRun, isGathered: true) { report in
            if case .faithfulness(let found)? = report.finding { try gathering.append(found, of: report.path) }
        } finishing: { isWhole in
            guard isWhole else { return }
            try gathering.finish(model: evaluation.model, modelName: modelName)
            lines = gathering.lines
        } telling: {
            lines
        }
    }
}
