import ArgumentParser
import PatchLens

/// `patchlens evaluate`: whether the patches that methods call important are so to the model.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Compare methods by how faithful their maps are to the model.",
        discussion: """
            Deletion takes each picture's patches away, those first that a map values most, and insertion reveals \
            them; the model's own score is watched: a classifier's probability of the class it predicted for the whole \
            picture, or, without a classifier, the cosine of the pooled feature to that of the whole picture. The area \
            under the deletion curve is small for a faithful map, that under the insertion curve large (Petsiuk et al. \
            2018). With --boxes it is counted how often a map points at an object (Zhang et al. 2016).

            Writes evaluation.csv with a line for each picture and method, evaluation.json with the means, and \
            evaluation.png with the mean curves. A method that finds nothing on a picture has empty cells there, and \
            means of the other pictures. A rerun makes all three again where pictures, options or model are others, or \
            pictures failed that may go well now. Inputs, runs and exit codes are those of patchlens overlay.
            """)

    @OptionGroup(title: "Pictures") var inputs: InputOptions
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder everything is written into.", valueName: "dir"))
    var output: String

    @Flag(help: "Evaluate again where the files are there already.")
    var overwrite = false

    @Flag(help: "Print which pictures would be evaluated, and write nothing.")
    var dryRun = false

    @OptionGroup(title: "Methods") var methods: EvaluatedMethods
    @OptionGroup(title: "Faithfulness") var faithfulness: FaithfulnessOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Picture") var fit: FitOptions
    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Run") var limits: LimitOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        try picture.validate(with: fit.fit)
        guard !output.isEmpty else { throw ValidationError("-o has to name a folder") }
    }

    func run() async throws {
        let entries = try inputs.search(outputFolder: output, reports: reports)
        let boxes = try CommandExit.asUsage { try faithfulness.boxes.map { try COCOBoxes(contentsOf: $0) } }
        let checkpoint = try Checkpoint(named: model.model)
        let planned = try CommandExit.asUsage { try methods.request.planned(for: checkpoint.configuration) }
        let plan = try CommandExit.asUsage {
            try OutputPlan(
                entries, into: output, naming: NoOutputs(), shared: EvaluationFiles(in: "", of: inputs.shard).all,
                shard: inputs.shard)
        }
        let files = EvaluationFiles(in: output, of: inputs.shard)
        if let boxes = faithfulness.boxes, files.include(boxes) {
            throw ValidationError("--boxes \(boxes) is a file that would be written; name another folder with -o")
        }
        let session = RunSession(reports, of: plan, isDryRun: dryRun, words: .evaluating)
        let result = try GatheredResult(
            EvaluationFiles(in: "", of: inputs.shard).all, of: plan,
            identity: RunIdentity(checkpoint, options: recordedOptions, hashesAll: false),
            limits: RecordedOptions.limits(of: picture, limits), tellsPaths: true)
        guard try await session.isToMake(result, of: plan, overwriting: overwrite) else { return }
        let transformer = try model.transformer(
            of: checkpoint, isDifferentiable: methods.request.needsGradients)
        let parts = MethodParts(of: transformer, from: checkpoint)
        let options = EvaluationOptions(
            reading: picture.reading(fit: fit.fit), methods: try planned.map { try $0.method(with: parts) },
            faithfulness: faithfulness.options, seed: faithfulness.seed, boxes: boxes)
        let evaluation = try PictureEvaluation(model: transformer, options: options)
        let (memory, workers) = try limits.memory(
            for: run.workers(for: plan.pictureCount(overwriting: true)), decoding: picture.decoding,
            need: .evaluation(options, by: transformer))
        let folderRun = FolderRun(
            plan, workers: workers, overwrites: true, timeLimit: limits.timeLimit, memory: memory,
            maximumFailures: limits.maxErrors
        ) { evaluation($0, in: $1) }
        if boxes == nil { session.reporter.tell(["patchlens: no pointing game: it needs --boxes"]) }
        try await session.run(
            folderRun, evaluating: result, into: files, by: evaluation, modelName: checkpoint.name)
    }

    private var recordedOptions: [String: String] {
        RecordedOptions.joining(
            RecordedOptions.of(model), RecordedOptions.of(picture, fit), RecordedOptions.of(methods),
            RecordedOptions.of(faithfulness))
    }
}
