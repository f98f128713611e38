import AttentionExport
public import AttentionMaps
public import ImageDecoding
public import Tensors
public import VisionTransformers

/// Takes one picture through all stages: file, pixels, patches, attention, maps, files.
public struct PictureOverlay: Sendable {
    /// The model that looks at the picture.
    public let model: VisionTransformer
    /// What the model is called in what is saved.
    public let modelName: String
    /// What is made of the picture.
    public let options: OverlayOptions
    private let folder: OutputFolder

    /// The way of every picture of a run whose plan was named by the same options.
    public init(model: VisionTransformer, modelName: String, options: OverlayOptions, outputFolder: OutputFolder) {
        self.model = model
        self.modelName = modelName
        self.options = options
        folder = outputFolder
    }

    /// Draws one picture and writes its outputs; a failure is in the report.
    ///
    /// Every file appears under its name when it is whole. If one of several cannot be written, those before it stay.
    public func callAsFunction(_ picture: PlannedPicture, in workspace: Workspace) -> PictureReport {
        var times = StageTimes()
        var geometry: PatchGeometry?
        var decoded: PictureSize?
        var warnings: [DecodingWarning] = []
        do throws(PictureFailure) {
            let original = try self.original(of: picture, in: workspace, times: &times)
            (decoded, warnings) = (original.size, original.warnings)
            let patches = try patches(of: original, in: workspace, times: &times)
            geometry = patches.geometry
            let findings = try findings(on: patches, times: &times)
            let outliers = try workspace.inTime(.encode) { () throws(PictureFailure) in
                try times.measure(\.encoding, .encode) { try maskedOutliers(on: patches) }
            }
            // What was written in time, or a little after, is there, and no failure.
            try times.measure(\.drawing, .write) {
                try save(findings, to: picture.outputs.maps)
                try draw(
                    findings.map { $0.masking(outliers).keepingMass(options.keptMass) }, over: original,
                    to: picture.outputs.pictures, in: workspace)
            }
            workspace.giveBack(original)
            return PictureReport(
                done: picture, geometry: geometry, decoded: decoded, warnings: warnings, times: times,
                outliers: outliers,
                finding: MethodFinding(objectsOf: findings).map(PictureReport.Finding.objects))
        } catch {
            return PictureReport(
                failed: picture.input.path, error, geometry: geometry, decoded: decoded, warnings: warnings,
                times: times)
        }
    }

    private func original(
        of picture: PlannedPicture, in workspace: Workspace, times: inout StageTimes
    ) throws(PictureFailure) -> Picture {
        let preprocessing = preprocessing
        return try workspace.inTime(.decode) { () throws(PictureFailure) in
            try times.measure(\.decoding, .decode) {
                try Picture(
                    contentsOf: picture.input.path, options: options.decoding, in: workspace,
                    enough: { options.enough(of: $0, for: preprocessing) })
            }
        }
    }

    /// What each of the options' methods finds in a picture, in their order: the numbers as the methods gave them.
    public func findings(
        of picture: Picture, in workspace: Workspace = Workspace()
    ) throws(PictureFailure) -> [MethodFinding] {
        var times = StageTimes()
        return try findings(on: patches(of: picture, in: workspace, times: &times), times: &times)
    }

    private func patches(
        of picture: Picture, in workspace: Workspace, times: inout StageTimes
    ) throws(PictureFailure) -> Patches {
        try workspace.inTime(.patches) { () throws(PictureFailure) in
            try times.measure(\.encoding, .patches) { try preprocessing.patches(of: picture, in: workspace) }
        }
    }

    private func findings(
        on patches: Patches, times: inout StageTimes
    ) throws(PictureFailure) -> [MethodFinding] {
        var findings: [MethodFinding] = []
        for method in options.methods {
            findings.append(
                try patches.values.workspace.inTime(.encode) { () throws(PictureFailure) in
                    try times.measure(\.encoding) { () throws(PictureFailure) in
                        try Self.finding(of: method, patches, model)
                    }
                })
        }
        return findings
    }

    private static func finding(
        of method: any MapMethod, _ patches: Patches, _ model: VisionTransformer
    ) throws(PictureFailure) -> MethodFinding {
        do throws(MethodError) {
            let finding = try method(patches, in: model)
            precondition(finding.drawings.count == method.names.count, "\(method.name) has not the drawings it named")
            return finding
        } catch {
            throw PictureFailure(of: error)
        }
    }

    private var preprocessing: PicturePreprocessing {
        var preprocessing = model.preprocessing
        preprocessing.shortSide = options.shortSide
        preprocessing.fit = options.fit
        preprocessing.maximumPatches = options.maximumPatches
        return preprocessing
    }

    /// One file for each page of the division.
    private func draw(
        _ findings: [MethodFinding], over picture: Picture, to paths: [String], in workspace: Workspace
    ) throws {
        let drawings = findings.flatMap(\.drawings)
        var renderer = OverlayRenderer(style: options.style, effort: options.effort, threads: workspace.threads)
        renderer.isOverdue = { workspace.isOverdue }
        let pages = options.division.pages
        // Once, not for every page.
        let isShared = pages.count > 1 && options.style.layout != .heatmap
        let drawnSize = options.style.drawnSize(of: picture.originalSize)
        let picture = isShared ? try picture.drawn(at: drawnSize, threads: workspace.threads) : picture
        precondition(pages.count == paths.count, "\(pages.count) pages for \(paths.count) names")
        for (page, path) in zip(pages, paths) {
            try folder.makeFolders(above: path)
            try renderer.render(
                picture, findings: Array(drawings[page]), among: drawings,
                titles: options.style.layout == .methods ? page.map(options.division.title) : nil, to: path)
        }
    }

    /// Nil where they are kept.
    private func maskedOutliers(on patches: Patches) throws(EncodingError) -> OutlierTokens? {
        guard options.outliers == .mask else { return nil }
        return try OutlierTokens(of: patches, by: model)
    }

    /// One file for each array of the division.
    private func save(_ findings: [MethodFinding], to paths: [String]) throws {
        guard !paths.isEmpty else { return }
        let drawings = findings.flatMap(\.drawings)
        for (array, path) in zip(options.division.arrays, paths) {
            let name = options.division.names[array.lowerBound]
            let stack = try MapStack(drawings[array].flatMap(\.maps))
            try folder.makeFolders(above: path)
            switch options.savedMaps {
            case .none: break
            case .npy: try NPYWriter().write(stack, to: path)
            case .safetensors:
                try SafetensorsWriter().write(stack, metadata: metadata(of: name), to: path)
            }
        }
    }

    private func metadata(of name: MapName) -> [String: String] {
        var metadata = options.metadata
        for method in options.methods where method.names.contains(name) {
            metadata.merge(method.facts) { $1 }
            metadata["method"] = method.name.rawValue
        }
        if let query = name.query { metadata["query"] = query }
        return metadata.merging(["model": modelName, "precision": model.precision.rawValue]) { $1 }
    }
}

extension MethodFinding {
    /// All objects that methods found in one picture; nil where none of them looks for objects.
    fileprivate init?(objectsOf findings: [MethodFinding]) {
        let found = findings.filter { $0.drawing == .mask }
        guard !found.isEmpty else { return nil }
        self.init(found.flatMap(\.maps), drawing: .mask, boxes: found.flatMap(\.boxes))
    }

    /// Heat without outlier patches; other drawings, and cells finer than patches, as they are.
    fileprivate func masking(_ outliers: OutlierTokens?) -> MethodFinding {
        guard let outliers, drawing == .heat else { return self }
        return replacing(
            maps: maps.map { $0.values.count == outliers.norms.count ? $0.masking(outliers) : $0 })
    }

    /// Heat of the patches that hold this part of a map's sum; other drawings as they are.
    fileprivate func keepingMass(_ mass: Double?) -> MethodFinding {
        guard let mass, drawing == .heat else { return self }
        return replacing(maps: maps.map { $0.keepingMass(mass) })
    }
}

extension PictureFailure {
    /// The stage that a method's error belongs to.
    fileprivate init(of error: MethodError) {
        let stage: Stage
        switch error {
        case .query: stage = .query
        case .encoding: stage = .encode
        case .notWithThisModel, .nothingFound: stage = .attention
        }
        self.init(stage, error)
    }
}
