import ArgumentParser
import PatchLens

/// `patchlens features`: tokens of pictures, for other programs.
struct FeaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Write the model's tokens of pictures, or one vector a picture.",
        discussion: """
            Each picture becomes an .npy file of float32: (tokens, channels), class and register tokens first and then \
            the patches row by row, or (1, channels) when they are pooled. With --gather a rerun writes all of them \
            again where pictures, options or model are others, or pictures failed that may go well now. Inputs, runs \
            and exit codes are those of patchlens overlay.
            """)

    @OptionGroup(title: "Pictures") var inputs: InputOptions
    @OptionGroup(title: "Output") var output: FeatureOutputOptions
    @OptionGroup(title: "Features") var tokens: TokenOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Picture") var fit: FitOptions
    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Run") var rerun: RerunOptions
    @OptionGroup(title: "Run") var limits: LimitOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    /// In the order of `OverlayCommand.run`.
    func validate() throws {
        try picture.validate(with: fit.fit)
        let asksOfReruns = rerun.omitsManifest || rerun.retryFailed || rerun.comparison != .time
        guard output.gather == nil || !asksOfReruns else {
            throw ValidationError(
                "--gather makes one file of all pictures: --no-manifest, --hash and --retry-failed are about "
                    + "single ones")
        }
    }

    func run() async throws {
        let entries = try inputs.search(outputFolder: output.output, reports: reports)
        let checkpoint = try Checkpoint(named: model.model)
        let layer = try CommandExit.asUsage {
            try options.resolvedLayer(of: checkpoint.configuration)
        }
        if let gather = output.gather?.only(of: inputs.shard) {
            try await runGathering(entries, into: gather, from: checkpoint)
        } else {
            try await runSeparately(entries, layer: layer, from: checkpoint)
        }
    }

    private var options: FeatureOptions {
        FeatureOptions(
            reading: picture.reading(fit: fit.fit), pooling: tokens.pool, layer: tokens.layer,
            isNormalized: tokens.normalize)
    }

    private var recordedOptions: [String: String] {
        RecordedOptions.joining(
            ["command": "features"], RecordedOptions.of(model), RecordedOptions.of(picture, fit),
            RecordedOptions.of(tokens))
    }

    /// A file a picture.
    private func runSeparately(_ entries: InputList, layer: Int, from checkpoint: Checkpoint) async throws {
        var naming = FeatureNaming(layer: layer)
        if let template = output.template { naming.template = template }
        let plan = try CommandExit.asUsage {
            try OutputPlan(entries, into: output.output, naming: naming, shard: inputs.shard)
        }
        let manifest = try rerun.manifest(
            in: plan.folder, of: checkpoint, options: recordedOptions,
            limits: RecordedOptions.limits(of: picture, limits), decoding: picture.decoding.limits,
            shard: inputs.shard)
        let count = rerun.count(of: plan, by: manifest, overwriting: output.overwrite, reports: reports)
        let prepared = try prepared(for: count, into: plan.folder, from: checkpoint)
        let folderRun = FolderRun(
            plan, workers: prepared.workers, overwrites: output.overwrite, manifest: manifest,
            isDryRun: output.dryRun, records: count > 0, timeLimit: limits.timeLimit, memory: prepared.memory,
            maximumFailures: limits.maxErrors, work: prepared.work)
        let session = RunSession(
            reports, of: plan, isDryRun: output.dryRun, words: .writing)
        try await session.run(folderRun)
    }

    /// A file for all.
    private func runGathering(
        _ entries: InputList, into files: GatheredFeatures, from checkpoint: Checkpoint
    ) async throws {
        let plan = try CommandExit.asUsage {
            try OutputPlan(entries, into: output.output, naming: NoOutputs(), shared: files.all, shard: inputs.shard)
        }
        let result = try GatheredResult(
            files.all, of: plan, identity: RunIdentity(checkpoint, options: recordedOptions, hashesAll: false),
            limits: RecordedOptions.limits(of: picture, limits), tellsPaths: true)
        let session = RunSession(reports, of: plan, isDryRun: output.dryRun, words: .writing)
        guard try await session.isToMake(result, of: plan, overwriting: output.overwrite) else { return }
        let prepared = try prepared(
            for: plan.pictureCount(overwriting: true), into: plan.folder, from: checkpoint)
        let folderRun = FolderRun(
            plan, workers: prepared.workers, overwrites: true, timeLimit: limits.timeLimit, memory: prepared.memory,
            maximumFailures: limits.maxErrors, work: prepared.work)
        try await session.run(
            folderRun, gathering: result, into: files.inside(output.output),
            channels: checkpoint.configuration.hiddenSize)
    }

    /// A run in which no picture is looked at gets by without the weights.
    private func prepared(
        for count: Int, into folder: OutputFolder, from checkpoint: Checkpoint
    ) throws -> PreparedWork {
        let workers = run.workers(for: count)
        if count == 0 || output.dryRun {
            return PreparedWork(by: workers) { picture, _ in PictureReport(.skipped, picture) }
        }
        try folder.makeMarked()
        let transformer = try model.transformer(of: checkpoint)
        let extraction = FeatureExtraction(model: transformer, options: options, outputFolder: folder)
        let (memory, fitting) = try limits.memory(
            for: workers, decoding: picture.decoding, need: .features(options, by: transformer))
        return PreparedWork(by: fitting, within: memory) { picture, workspace in extraction(picture, in: workspace) }
    }
}
