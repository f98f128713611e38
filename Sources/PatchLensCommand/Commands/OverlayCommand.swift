import ArgumentParser
import PatchLens

/// `patchlens overlay`: attention over pictures, for files and folders of them.
struct OverlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlay",
        abstract: "Draw what the model attends to over pictures.",
        discussion: """
            Pictures are PNG and JPEG files, told by what they hold. Folders are searched with the folders in them, \
            for names ending in .png, .jpg and .jpeg; hidden files and folders of earlier outputs (they hold \
            .patchlens) are left out, and links to folders not followed. \
            A rerun takes up where a run stopped: pictures that were drawn with the same options and model are \
            skipped, those that changed since, or were drawn otherwise, are drawn again. The methods lost and \
            tokencut also write the boxes and masks of all pictures to objects.json in the output folder, as COCO has \
            them; with them a picture is skipped only if that file has its objects, too.

            A picture that fails is reported on standard error and the run goes on. Exit codes: 0 all done, \
            1 some pictures failed, 2 the run could not begin, 64 usage.
            """)

    @OptionGroup(title: "Pictures") var inputs: InputOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Picture") var fit: FitOptions
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Drawing") var drawing: DrawingOptions
    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Run") var rerun: RerunOptions
    @OptionGroup(title: "Run") var limits: LimitOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    /// Everything that can be refused is refused before the weights are read, and they before the first picture.
    func validate() throws {
        try picture.validate(with: fit.fit)
        guard !method.sharesPalette || inputs.shard == nil else {
            throw ValidationError("--pca-over run makes one palette of all pictures, and a shard sees but its own")
        }
    }

    func run() async throws {
        let entries = try inputs.search(outputFolder: output.output, reports: reports)
        let checkpoint = try Checkpoint(named: model.model)
        let methods = try CommandExit.asUsage { try method.request.planned(for: checkpoint.configuration) }
        let division = PageDivision(methods.flatMap(\.names), layout: drawing.layout)
        let plan = try CommandExit.asUsage {
            try OutputPlan(
                entries, into: output.output,
                naming: OutputNaming(template: output.template, division, savedMaps: output.saveMaps),
                shared: ObjectsFile.names(for: method.request.methods, shard: inputs.shard), shard: inputs.shard)
        }
        let objects = try ObjectsFile(of: method.request.methods, for: plan, shard: inputs.shard)
        let manifest = try rerun.manifest(
            in: plan.folder, of: checkpoint, options: recordedOptions(plan),
            limits: RecordedOptions.limits(of: picture, limits), decoding: picture.decoding.limits,
            shard: inputs.shard)
        let drawn = rerun.count(of: plan, by: manifest, overwriting: output.overwrite, reports: reports)
        let lacking =
            objects.isWanted
            ? plan.pictureCount(overwriting: output.overwrite, alsoDone: objects.holds) : 0
        let count = max(drawn, lacking)
        let prepared = try await prepared(
            for: count, of: plan, from: checkpoint, methods, keepingIn: manifest == nil ? nil : objects.journal)
        let folderRun = FolderRun(
            plan, workers: prepared.workers, overwrites: output.overwrite, alsoDone: objects.holds, manifest: manifest,
            isDryRun: output.dryRun, records: count > 0, timeLimit: limits.timeLimit, memory: prepared.memory,
            maximumFailures: limits.maxErrors, work: prepared.work)

        let session = RunSession(
            reports, of: plan, isDryRun: output.dryRun, words: .drawing)
        let writesObjects = !output.dryRun && (count > 0 || objects.isBehind)
        try await session.run(folderRun, objectsInto: writesObjects ? objects : nil)
    }

    private func recordedOptions(_ plan: OutputPlan) -> [String: String] {
        var options = RecordedOptions.joining(
            RecordedOptions.of(model), RecordedOptions.of(picture, fit), RecordedOptions.of(method),
            RecordedOptions.of(drawing), ["save-maps": output.saveMaps.rawValue, "command": "overlay"])
        // A palette of all pictures is one of those that were read: their list and the limits decide which.
        if method.sharesPalette, !rerun.omitsManifest {
            for (name, value) in RecordedOptions.limits(of: picture, limits) {
                options["\(name) for the palette"] = value
            }
            options["pictures of the palette"] = plan.inputsHash(
                comparing: rerun.comparison, hashingAtMost: picture.decoding.limits.bytes)
        }
        return options
    }

    /// A run in which no picture is drawn gets by without the weights.
    private func prepared(
        for count: Int, of plan: OutputPlan, from checkpoint: Checkpoint, _ planned: [PlannedMethod],
        keepingIn journal: ObjectsJournal?
    ) async throws -> PreparedWork {
        let workers = run.workers(for: count)
        // Whatever is removed from now on was there when the run began.
        if count == 0 || output.dryRun {
            return PreparedWork(by: workers) { picture, _ in PictureReport(.skipped, picture) }
        }
        try plan.folder.makeMarked()
        let transformer = try model.transformer(
            of: checkpoint, isDifferentiable: method.request.needsGradients)
        let parts = MethodParts(of: transformer, from: checkpoint)
        var methods = try planned.map { try $0.method(with: parts) }
        let (memory, fitting) = try limits.memory(
            for: workers, decoding: picture.decoding, need: .drawing(options(methods), by: transformer))
        if method.sharesPalette {
            let fit = PaletteRun(
                plan, workers: fitting, model: transformer, reading: picture.reading(fit: fit.fit),
                splitsForeground: method.foreground, memory: memory)
            if let palette = await fit() {
                methods = methods.map { $0.name == .pca ? PrincipalColors(palette: palette) : $0 }
            }
        }
        let overlay = PictureOverlay(
            model: transformer, modelName: checkpoint.name, options: options(methods), outputFolder: plan.folder)
        return PreparedWork(by: fitting, within: memory) { picture, workspace in
            let report = overlay(picture, in: workspace)
            journal?.keep(report)
            return report
        }
    }

    private func options(_ methods: [any MapMethod]) -> OverlayOptions {
        OverlayOptions(
            decoding: picture.decoding, shortSide: picture.shortSide, fit: fit.fit,
            maximumPatches: picture.maxPatches, methods: methods, keptMass: method.keepMass,
            outliers: method.outliers, style: drawing.style, effort: drawing.pngEffort,
            decodesFully: drawing.decodesFully, savedMaps: output.saveMaps)
    }
}
