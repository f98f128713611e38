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
            A--B.query-xXyY.png shows how like that point of A every place of B is.

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

    @Flag(help: "Compare again what was compared already.")
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
        _ = try CommandExit.asUsage {
            try options.resolvedLayer(layerCount: checkpoint.configuration.layerCount)
        }
        let outputs = MatchOutputs(of: first, and: second, queries: matching.query, in: output)
        try CommandExit.asUsage { try outputs.check(against: [first, second]) }
        let reporter = MatchReporter(reports, of: first, and: second, outputs)
        if outputs.areThere && !overwrite { return try skip(outputs, reporter) }
        let folder = OutputFolder(path: output)
        try folder.makeMarked()
        folder.removeAbandonedFiles()
        let matcher = try PictureMatching(
            model: model.transformer(of: checkpoint), modelName: checkpoint.name, options: options)
        let interruption = Interruption()
        do {
            try reporter.done(matcher(first, second, to: outputs, in: Workspace(threads: threads)))
        } catch let failure as MatchFailure {
            try reporter.failed(failure)
        }
        withExtendedLifetime(interruption) {}
    }

    /// Compares nothing where that was done before. An error where the outputs are about others, or a picture is gone.
    private func skip(_ outputs: MatchOutputs, _ reporter: MatchReporter) throws {
        let isAboutThem: Bool
        do { isAboutThem = try outputs.areAbout(first, and: second, readAs: options.reading) } catch {
            return try reporter.failed(error)
        }
        guard isAboutThem else {
            throw ValidationError(
                "'\(outputs.record)' is about two other pictures: -o names another folder, --overwrite replaces it")
        }
        try reporter.skipped()
    }

    private var options: MatchOptions {
        MatchOptions(
            reading: picture.reading(fit: fit.fit), features: matching.features, layer: matching.layer,
            isRefined: matching.refine, minimumCosine: matching.minCosine, drawnCount: matching.top,
            queries: matching.query)
    }
}
