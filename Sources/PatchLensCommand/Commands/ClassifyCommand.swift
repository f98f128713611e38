import ArgumentParser
import PatchLens

/// `patchlens classify`: what a classifier sees on pictures.
struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Print the most probable classes of pictures, for models with a classification head.",
        discussion: """
            A line for each class on standard output: path, probability and label, with tabs between. Inputs, runs and \
            exit codes are those of patchlens overlay.
            """)

    @OptionGroup(title: "Pictures") var inputs: InputOptions
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many classes a picture, the most probable first. (default: 5)", valueName: "n"),
        transform: NumberArgument.whole(NumberArgument.classes))
    var top = 5

    @Option(
        help: ArgumentHelp(
            "The resize and crop of the checkpoint's own preprocessor, or the whole picture at --short-side.",
            valueName: "fit"))
    var fit = PictureFit.processor

    @Flag(help: "Print which pictures would be classified, and do nothing.")
    var dryRun = false

    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Run") var limits: LimitOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws { try picture.validate(with: fit) }

    func run() async throws {
        let entries = try inputs.search(reports: reports)
        let checkpoint = try Checkpoint(named: model.model)
        guard checkpoint.isClassifier else { throw ClassifierMissing(in: checkpoint, among: ModelStore()) }
        let plan = try CommandExit.asUsage {
            try OutputPlan(entries, into: "", naming: NoOutputs(), shard: inputs.shard)
        }
        let session = RunSession(reports, of: plan, isDryRun: dryRun, words: .classifying)
        if dryRun {
            let workers = run.workers(for: 1)
            return try await session.run(
                FolderRun(plan, workers: workers, overwrites: true, isDryRun: true) { picture, _ in
                    PictureReport(.planned, picture)
                })
        }
        let count = plan.pictureCount(overwriting: true)
        let transformer = try model.transformer(of: checkpoint)
        let classification = try Classification(model: transformer, reading: picture.reading(fit: fit), count: top)
        let (memory, workers) = try limits.memory(
            for: run.workers(for: count), decoding: picture.decoding,
            need: .classes(classification.reading, by: transformer))
        let folderRun = FolderRun(
            plan, workers: workers, overwrites: true, timeLimit: limits.timeLimit, memory: memory,
            maximumFailures: limits.maxErrors
        ) { classification($0, in: $1) }
        try await session.run(folderRun)
    }
}

/// A model without a classification head, and those that have one.
struct ClassifierMissing: Error, CustomStringConvertible {
    let description: String

    init(in checkpoint: Checkpoint, among store: ModelStore) {
        let classifiers = (store.names + store.cachedNames).filter { name in
            (try? Checkpoint(named: name))?.isClassifier ?? false
        }
        let reason = ClassificationError.noClassifier(family: checkpoint.configuration.family.rawValue)
        description =
            "\(checkpoint.name): \(reason). "
            + (classifiers.isEmpty
                ? "No model here has one" : "Models here that have one: " + classifiers.joined(separator: ", "))
    }
}
