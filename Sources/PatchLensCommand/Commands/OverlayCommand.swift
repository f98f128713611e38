import ArgumentParser
import PatchLens

/// `patchlens overlay`: attention over pictures, for files and folders of them.
struct OverlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlay",
        abstract: "Draw what the model attends to over pictures.",
        discussion: """
            Pictures are PNG and JPEG files, told by what they hold. Folders are searched with the folders in them, \
            for names ending in .png, .jpg and .jpeg; hidden files are left out, and links to folders not followed. \
            A picture whose outputs are all there is skipped, whatever they were drawn with.

            A picture that fails is reported on standard error and the run goes on. Exit codes: 0 all done, \
            1 some pictures failed, 2 the run could not begin, 64 usage.
            """)

    @Argument(help: ArgumentHelp("Pictures, and folders of pictures.", valueName: "path"))
    var paths: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Picture") var fit: FitOptions
    @OptionGroup(title: "Attention") var attention: AttentionOptions
    @OptionGroup(title: "Drawing") var drawing: DrawingOptions
    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    /// Everything that can be refused is refused before the weights are read, and they before the first picture.
    func validate() throws { try picture.validate(with: fit.fit) }

    func run() async throws {
        let entries = try CommandExit.asUsage {
            try InputSearch(recurses: !run.staysAtTop, outputFolder: output.output)(paths)
        }
        let checkpoint = try Checkpoint(named: model.model)
        let options = try options(for: checkpoint)
        let plan = try CommandExit.asUsage {
            try OutputPlan(entries, into: output.output, naming: options.naming(by: output.template))
        }
        let count = plan.pictureCount(overwriting: output.overwrite)
        let folderRun = FolderRun(
            plan, workers: run.workers(for: count), overwrites: output.overwrite,
            work: try work(on: count, into: plan.folder, from: checkpoint, options))

        let session = RunSession(reports, of: plan, isDryRun: output.dryRun, words: .drawing)
        try await session.run(folderRun)
    }

    /// A run in which no picture is drawn gets by without the weights.
    private func work(
        on count: Int, into folder: OutputFolder, from checkpoint: Checkpoint, _ options: OverlayOptions
    ) throws -> FolderRun.Work {
        if output.dryRun { return { picture, _ in PictureReport(.planned, picture) } }
        // Whatever is removed from now on was there when the run began.
        if count == 0 { return { picture, _ in PictureReport(.skipped, picture) } }
        try folder.make()
        let transformer = try model.transformer(of: checkpoint)
        for method in options.methods { try method.check(transformer) }
        let overlay = PictureOverlay(
            model: transformer, modelName: checkpoint.name, options: options, outputFolder: folder)
        return { picture, workspace in overlay(picture, in: workspace) }
    }

    private func options(for checkpoint: Checkpoint) throws -> OverlayOptions {
        let configuration = checkpoint.configuration
        let maps = try CommandExit.asUsage {
            try MapSelection(
                layers: attention.layers, heads: attention.heads, layerCount: configuration.layerCount,
                headCount: configuration.headCount)
        }
        return OverlayOptions(
            decoding: picture.decoding, shortSide: picture.shortSide, fit: fit.fit,
            maximumPatches: picture.maxPatches, methods: [TokenAttention(from: attention.places, in: maps)],
            keptMass: attention.keepMass, style: drawing.style, effort: drawing.pngEffort,
            decodesFully: drawing.decodesFully, savedMaps: output.saveMaps)
    }
}
