import AttentionExport
import AttentionMaps
public import ImageDecoding
public import Tensors
public import VisionTransformers

/// Takes two pictures from their files to what of the one is where on the other.
public struct PictureMatching: Sendable {
    /// The model that looks at both.
    public let model: VisionTransformer
    /// What the model is called in what is saved.
    public let modelName: String
    /// How they are compared.
    public let options: MatchOptions
    /// Counted from 0.
    private let layer: Int

    /// An error where the model has not the layer, or a query is no pixel.
    public init(model: VisionTransformer, modelName: String, options: MatchOptions) throws(MatchingError) {
        do throws(EncodingError) { layer = try options.resolvedLayer(layerCount: model.layerCount) } catch {
            throw .encoding(error)
        }
        for place in options.queries {
            guard case .pixel = place else { throw .noPixel(place) }
        }
        self.model = model
        self.modelName = modelName
        self.options = options
    }

    /// Compares two files and writes what was found; the outputs appear under their names when all of them are whole.
    ///
    /// - Parameter prepare: What is done before the first of them has its name; what it throws is a failure to write.
    @discardableResult
    public func callAsFunction(
        _ first: String, _ second: String, to outputs: MatchOutputs, in workspace: Workspace,
        beforeNaming prepare: () throws -> Void = {}
    ) throws(MatchFailure) -> MatchReport {
        let (left, firstPatches) = try read(first, in: workspace)
        let (right, secondPatches) = try read(second, in: workspace)
        var report = try report(on: (first, firstPatches), (second, secondPatches))
        report.warnings = (left.warnings, right.warnings)
        let page = CorrespondencePage(left: left, right: right, effort: options.effort, threads: workspace.threads)
        do {
            try AtomicFile.together(beforeNaming: prepare) {
                try write(report, of: first, and: second, on: page, to: outputs)
            }
        } catch {
            throw error as? MatchFailure ?? MatchFailure(path: outputs.record, failure: PictureFailure(.write, error))
        }
        return report
    }

    /// Compares two pictures that are cut already; an error where a query is not on the first.
    public func report(on first: Patches, _ second: Patches) throws(MatchFailure) -> MatchReport {
        try report(on: ("first picture", first), ("second picture", second))
    }

    private typealias Named = (path: String, patches: Patches)

    private func report(on first: Named, _ second: Named) throws(MatchFailure) -> MatchReport {
        let patches = try step(.query, of: first.path) { try queryPatches(in: first.patches.geometry) }
        let from = try descriptors(of: first)
        let to = try descriptors(of: second)
        let correspondences = try step(.attention, of: second.path) {
            try Correspondences(
                from: from, to: to, minimumCosine: options.minimumCosine, isRefined: options.isRefined)
        }
        let queries = zip(options.queries, patches).map { place, patch in
            MatchReport.QueryMatch(
                place: place, match: correspondences.bestMatch(of: patch), cosines: correspondences.cosines(of: patch))
        }
        return MatchReport(correspondences: correspondences, queries: queries)
    }

    private func descriptors(of picture: Named) throws(MatchFailure) -> PatchDescriptors {
        try step(.encode, of: picture.path) {
            try model.descriptors(options.features, of: picture.patches, layer: layer)
        }
    }

    /// The patch that holds each query's pixel, row by row; as many as there are queries.
    private func queryPatches(in geometry: PatchGeometry) throws(QueryError) -> [Int] {
        var patches: [Int] = []
        for place in options.queries {
            guard let patch = try place.patch(in: geometry) else { preconditionFailure("\(place) is no pixel") }
            patches.append(patch.row * geometry.grid.columns + patch.column)
        }
        return patches
    }

    private func read(_ path: String, in workspace: Workspace) throws(MatchFailure) -> (Picture, Patches) {
        let picture = try step(.decode, of: path) {
            try Picture(contentsOf: path, options: options.reading.decoding, in: workspace, enough: { _ in nil })
        }
        let patches = try step(.patches, of: path) {
            try options.reading.preprocessing(for: model).patches(of: picture, in: workspace)
        }
        return (picture, patches)
    }

    private func write(
        _ report: MatchReport, of first: String, and second: String, on page: CorrespondencePage,
        to outputs: MatchOutputs
    ) throws(MatchFailure) {
        let texts = [PNGText("Software", "PatchLens")]
        try step(.write, of: outputs.page) {
            try page.write(report.correspondences.spread(options.drawnCount), texts: texts, to: outputs.page)
        }
        for (query, path) in zip(report.queries, outputs.queries) {
            try step(.write, of: path) {
                try page.write(query.cosines, from: query.match.from, to: query.match.to, texts: texts, to: path)
            }
        }
        try step(.write, of: outputs.record) {
            let record = MatchRecord(report, of: first, and: second, by: self, layer: layer)
            try record.write(to: outputs.record)
        }
    }

    private func step<Result>(
        _ stage: PictureFailure.Stage, of path: String, _ body: () throws -> Result
    ) throws(MatchFailure) -> Result {
        do { return try body() } catch {
            throw MatchFailure(path: path, failure: PictureFailure(stage, error))
        }
    }
}
