import ArgumentParser
import PatchLens

/// `patchlens heads`: how far and how evenly each head of each layer looks.
struct HeadsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads",
        abstract: "Report how far and how evenly the heads of every layer attend.",
        discussion: """
            Writes heads.json, heads-distance.png and heads-entropy.png: attention distance in pixels and entropy in \
            nats by layer and head, as means over the patches of each picture and over the pictures, and how many \
            patches are outlier tokens. A rerun makes them again where pictures, options or model are others, or \
            pictures failed that may go well now. Inputs, runs and exit codes are those of patchlens overlay.
            """)

    @OptionGroup(title: "Pictures") var inputs: InputOptions
    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            "Whether distances are means over the attention to patches, or what goes to class and register tokens "
                + "counts as distance 0."))
    var renormalize = true

    @OptionGroup(title: "Output") var output: HeadsOutputOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Picture") var fit: FitOptions
    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Run") var limits: LimitOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws { try picture.validate(with: fit.fit) }

    func run() async throws {
        let entries = try inputs.search(outputFolder: output.output, reports: reports)
        let checkpoint = try Checkpoint(named: model.model)
        let plan = try CommandExit.asUsage {
            try OutputPlan(
                entries, into: output.output, naming: NoOutputs(), shared: HeadFiles(of: inputs.shard).all,
                shard: inputs.shard)
        }
        let files = HeadFiles(in: output.output, of: inputs.shard)
        let result = try GatheredResult(
            HeadFiles(of: inputs.shard).all, of: plan,
            identity: RunIdentity(checkpoint, options: recordedOptions, hashesAll: false),
            limits: RecordedOptions.limits(of: picture, limits), tellsPaths: false)
        let session = RunSession(reports, of: plan, isDryRun: output.dryRun, words: .measuring)
        guard try await session.isToMake(result, of: plan, overwriting: output.overwrite) else { return }
        let measurement = HeadMeasurement(
            model: try model.transformer(of: checkpoint), reading: picture.reading(fit: fit.fit),
            renormalized: renormalize)
        let (memory, workers) = try limits.memory(
            for: run.workers(for: plan.pictureCount(overwriting: true)), decoding: picture.decoding,
            need: .heads(measurement.reading, by: measurement.model))
        let folderRun = FolderRun(
            plan, workers: workers, overwrites: true, timeLimit: limits.timeLimit, memory: memory,
            maximumFailures: limits.maxErrors
        ) { measurement($0, in: $1) }
        try await session.run(
            folderRun, summingUp: result,
            writing: { summary in
                try HeadReport(summary, modelName: checkpoint.name, measurement: measurement).write(to: files)
            })
    }

    private var recordedOptions: [String: String] {
        RecordedOptions.joining(
            RecordedOptions.of(model), RecordedOptions.of(picture, fit), ["renormalize": "\(renormalize)"])
    }
}
