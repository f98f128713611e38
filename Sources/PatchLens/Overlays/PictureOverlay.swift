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
        do throws(PictureFailure) {
            let original = try times.measure(\.decoding, .decode) {
                let preprocessing = preprocessing
                return try Picture(
                    contentsOf: picture.input.path, options: options.decoding, in: workspace,
                    enough: { options.enough(of: $0, for: preprocessing) })
            }
            decoded = original.size
            let maps = try maps(of: original, in: workspace, geometry: &geometry, times: &times)
            try times.measure(\.drawing, .write) {
                try save(maps, to: picture.outputs.maps)
                try draw(maps, over: original, to: picture.outputs.pictures, threads: workspace.threads)
            }
            workspace.giveBack(original)
            return PictureReport(done: picture, geometry: geometry, decoded: decoded, times: times)
        } catch {
            return PictureReport(
                failed: picture.input.path, error, geometry: geometry, decoded: decoded, times: times)
        }
    }

    /// The maps that the options select, in the order of their names: the probabilities as the model gave them.
    public func maps(of picture: Picture, in workspace: Workspace = Workspace()) throws(PictureFailure)
        -> [AttentionMap]
    {
        var (geometry, times) = (PatchGeometry?.none, StageTimes())
        return try maps(of: picture, in: workspace, geometry: &geometry, times: &times)
    }

    private func maps(
        of picture: Picture, in workspace: Workspace, geometry: inout PatchGeometry?, times: inout StageTimes
    ) throws(PictureFailure) -> [AttentionMap] {
        let patches = try times.measure(\.encoding, .patches) {
            try preprocessing.patches(of: picture, in: workspace)
        }
        geometry = patches.geometry
        let query = try times.measure(\.encoding, .query) { try options.query.query(in: patches.geometry) }
        let encoding = try times.measure(\.encoding, .encode) {
            try model.encode(
                patches,
                recording: .attention(
                    from: query, in: .some(options.maps.layers), heads: options.maps.heads.recorded))
        }
        return encoding.attention.maps(fusing: options.maps.heads.fusion)
    }

    private var preprocessing: PicturePreprocessing {
        var preprocessing = model.preprocessing
        preprocessing.shortSide = options.shortSide
        preprocessing.fit = options.fit
        preprocessing.maximumPatches = options.maximumPatches
        return preprocessing
    }

    /// One file for each map, or one for all; the order is that of the plan.
    private func draw(
        _ maps: [AttentionMap], over picture: Picture, to paths: [String], threads: Int
    ) throws {
        let drawn = options.keptMass.map { mass in maps.map { $0.keepingMass(mass) } } ?? maps
        let renderer = OverlayRenderer(style: options.style, effort: options.effort, threads: threads)
        let pages = options.style.layout == .grid ? [drawn] : drawn.map { [$0] }
        // Once, not for every page.
        let isShared = pages.count > 1 && options.style.layout != .heatmap
        let drawnSize = options.style.drawnSize(of: picture.originalSize)
        let picture = isShared ? try picture.drawn(at: drawnSize, threads: threads) : picture
        precondition(pages.count == paths.count, "\(pages.count) pages for \(paths.count) names")
        for (page, path) in zip(pages, paths) {
            try folder.makeFolders(above: path)
            try renderer.render(picture, maps: page, among: drawn, to: path)
        }
    }

    private func save(_ maps: [AttentionMap], to path: String?) throws {
        guard let path else { return }
        try folder.makeFolders(above: path)
        switch options.savedMaps {
        case .none: break
        case .npy: try NPYWriter().write(MapStack(maps), to: path)
        case .safetensors:
            let metadata = options.metadata.merging(
                ["model": modelName, "precision": model.precision.rawValue]) { $1 }
            try SafetensorsWriter().write(MapStack(maps), metadata: metadata, to: path)
        }
    }
}

extension HeadChoice {
    /// The heads whose attention has to be kept for these maps.
    fileprivate var recorded: HeadSelection {
        if case .some(let heads) = self { .some(heads) } else { .all }
    }

    /// How they become one, if they do.
    fileprivate var fusion: HeadFusion? {
        if case .fused(let fusion) = self { fusion } else { nil }
    }
}
