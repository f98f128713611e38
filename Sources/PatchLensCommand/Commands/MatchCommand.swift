import ArgumentParser
import PatchLens

/// `patchlens match`: what of one picture is where on another.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Find what of one picture is where on another.",
        discussion: """
            Patches of A and B that are each other's nearest by the cosine of their tokens are joined by lines in \
            A--B.png, and written with their coordinates on the originals to A--B.json. With --query, \
            A--B.query-xXyY.png shows how like that point of A every place of B is. A rerun compares again where a \
            file, options or model are others. What is about two other pictures, or was not made by match of these, is \
            replaced only with --overwrite.

            Exit codes: 0 done, 1 a picture failed, 2 the run could not begin, 64 usage.
            """)

    @Argument(help: ArgumentHelp("A picture.", valueName: "A"))
    var first: String

    @Argument(help: ArgumentHelp("The picture it is compared with.", valueName: "B"))
    var second: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder everything is written into.", valueName: "dir"))
    var output: String

    @Flag(help: "Compare again what was compared already, and replace files of others.")
    var overwrite = false

    @OptionGroup(title: "Matching") var matching: MatchingOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Picture") var fit: FitOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Threads; what is written does not depend on it. (default: one a core)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.workers))
    var threads = Processor.count

    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        try picture.validate(with: fit.fit)
        guard !output.isEmpty else { throw ValidationError("-o has to name a folder") }
    }

    func run() async throws {
        let checkpoint = try Checkpoint(named: model.model)
        let layer = try CommandExit.asUsage {
            try options.resolvedLayer(layerCount: checkpoint.configuration.layerCount)
        }
        let (outputs, plan) = (self.outputs(in: output), try CommandExit.asUsage { try self.plan })
        let result = try result(of: plan, by: checkpoint, layer: layer)
        guard overwrite || !(result.isOfOtherPictures ?? outputs.areAboutOthers(than: first, and: second)) else {
            throw ValidationError(
                "'\(outputs.record)' is about two other pictures: -o names another folder, --overwrite replaces it")
        }
        let reporter = MatchReporter(reports, of: first, and: second, outputs)
        guard try overwrite || reporter.isToMake(result) else { return }
        try result.prepare()
        let matcher = try PictureMatching(
            model: model.transformer(of: checkpoint), modelName: checkpoint.name, options: options)
        let interruption = Interruption()
        try compare(by: matcher, as: result, reporter)
        withExtendedLifetime(interruption) {}
    }

    private func compare(by matcher: PictureMatching, as result: GatheredResult, _ reporter: MatchReporter) throws {
        var lock: FolderLock?
        defer { lock?.release() }
        let report: MatchReport
        do {
            report = try matcher(first, second, to: outputs(in: output), in: Workspace(threads: threads)) {
                lock = FolderLock(OutputFolder(path: output))
                try result.begin()
            }
        } catch {
            // The result of before stays as it is, with its record.
            return try reporter.failed(error)
        }
        try result.finish([], isMade: true)
        try reporter.done(report)
    }

    private func outputs(in folder: String) -> MatchOutputs {
        MatchOutputs(of: first, and: second, queries: matching.query, in: folder)
    }

    /// The two pictures as a run has them; no output is one of them, or a folder.
    private var plan: OutputPlan {
        get throws(OutputPlanError) {
            let inputs = [first, second].map { path in
                InputEntry.picture(PictureInput(path: path, root: "", directory: "", name: path))
            }
            return try OutputPlan(
                InputList(inputs), into: output, naming: NoOutputs(), shared: outputs(in: "").all)
        }
    }

    private func result(of plan: OutputPlan, by checkpoint: Checkpoint, layer: Int) throws -> GatheredResult {
        let files = outputs(in: "")
        let recorded = RecordedOptions.joining(
            RecordedOptions.of(model), RecordedOptions.of(picture, fit), RecordedOptions.of(matching, layer: layer))
        return try GatheredResult(
            [files.record, files.page] + files.queries, of: plan,
            identity: RunIdentity(checkpoint, options: recorded, hashesAll: false),
            limits: RecordedOptions.limits(of: picture), tellsPaths: true, isNamedForPictures: true)
    }

    private var options: MatchOptions {
        MatchOptions(
            reading: picture.reading(fit: fit.fit), features: matching.features, layer: matching.layer,
            isRefined: matching.refine, minimumCosine: matching.minCosine, drawnCount: matching.top,
            queries: matching.query)
    }
}
