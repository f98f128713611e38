import AttentionExport
import PatchLens

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Takes one photograph through all stages, again and again, with a clock for each.
struct PictureBenchmark {
    private let encoder: EncoderBenchmark
    private let photograph: Photograph
    private let preprocessing: PicturePreprocessing
    private let output: String
    private let clock = ContinuousClock()

    /// Whole pictures: more than this says little more, and at large sizes takes long.
    private static let mostPasses = 5

    /// Measures the stages of the encoder's size on a photograph that is made up, or on the user's.
    static func table(of encoder: EncoderBenchmark, size: PictureSize, picture: String?, runs: Int) throws -> StageTable
    {
        let folder = FileManager.default.temporaryDirectory.path + "/patchlens-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let photograph =
            try picture.map(Photograph.init(at:))
            ?? Photograph(madeIn: folder, proportions: encoder.grid.size)
        return try PictureBenchmark(
            encoder: encoder, photograph: photograph, shortSide: size.shortSide, output: folder + "/overlay.png"
        ).run(passes: min(runs, mostPasses))
    }

    private init(encoder: EncoderBenchmark, photograph: Photograph, shortSide: Int, output: String) {
        self.encoder = encoder
        self.photograph = photograph
        self.output = output
        var preprocessing = encoder.model.preprocessing
        preprocessing.shortSide = shortSide
        preprocessing.maximumPatches = PatchGrid.maximumCount
        self.preprocessing = preprocessing
    }

    private func run(passes count: Int) throws -> StageTable {
        let workspace = Workspace(threads: encoder.threads)
        _ = try pass(in: workspace)
        var (passes, wholes): ([[PictureStage: Double]], [Double]) = ([], [])
        for _ in 0..<count {
            wholes.append(try milliseconds { try whole(in: workspace) })
            passes.append(try pass(in: workspace))
        }
        return StageTable(photograph: photograph, passes: passes, wholes: wholes)
    }

    /// As `patchlens overlay` does it.
    private func whole(in workspace: Workspace) throws {
        let picture = try decoded(in: workspace)
        defer { workspace.giveBack(picture) }
        let patches = try preprocessing.patches(of: picture, in: workspace)
        guard let map = try encoder.recording.encode(patches, by: encoder.model) else { return }
        try OverlayRenderer(threads: encoder.threads).render(picture, maps: [map], to: output)
    }

    /// The same stages one after the other: the overlay is whole before it is written.
    private func pass(in workspace: Workspace) throws -> [PictureStage: Double] {
        var times: [PictureStage: Double] = [:]
        func timed<Result>(_ stage: PictureStage, _ step: () throws -> Result) rethrows -> Result {
            let start = clock.now
            defer { times[stage] = start.duration(to: clock.now) / .milliseconds(1) }
            return try step()
        }
        let picture = try timed(.decode) { try decoded(in: workspace) }
        defer { workspace.giveBack(picture) }
        let pixels = try timed(.resize) { try preprocessing.resizedPixels(of: picture, in: workspace) }
        defer { workspace.giveBack(pixels) }
        let values = try timed(.patchify) { try patchified(pixels, in: workspace) }
        let patches = Patches(geometry: try preprocessing.geometry(for: picture.size), values: values)
        let map = try encode(patches, times: &times)
        guard let map else { return times }
        let overlay = try timed(.overlay) {
            try OverlayRenderer(threads: encoder.threads).rendered(picture, maps: [map])
        }
        try timed(.png) { try overlay.writePNG(to: output, threads: encoder.threads) }
        return times
    }

    /// All pixels, in memory that is used again.
    private func decoded(in workspace: Workspace) throws -> Picture {
        try Picture(contentsOf: photograph.path, options: DecodingOptions(), in: workspace, enough: { _ in nil })
    }

    /// Pixels that have the grid's size already are only cut.
    private func patchified(_ pixels: Picture, in workspace: Workspace) throws -> Tensor {
        var cutting = preprocessing
        cutting.shortSide = pixels.size.shortSide
        return try cutting.patches(of: pixels, in: workspace).values
    }

    /// The encoder's stages: their time on all threads together, divided by the threads. What embeds the patches is
    /// timed by itself and taken from the products.
    private func encode(_ patches: Patches, times: inout [PictureStage: Double]) throws -> AttentionMap? {
        func perThread(_ kernels: [KernelStage: Duration]) -> [PictureStage: Double] {
            let share = Duration.milliseconds(1) * encoder.threads
            return Dictionary(uniqueKeysWithValues: kernels.map { (PictureStage($0.key), $0.value / share) })
        }
        var kernels: [KernelStage: Duration] = [:]
        let embedding = try milliseconds {
            kernels = try StageClock.measure { _ = try encoder.model.tokens(entering: 0, on: patches) }
        }
        let embeddingProducts = perThread(kernels)[.products] ?? 0
        var map: AttentionMap?
        let all = try milliseconds {
            kernels = try StageClock.measure { map = try encoder.recording.encode(patches, by: encoder.model) }
        }
        var stages = perThread(kernels).filter { $0.value > 0 }
        stages[.products, default: 0] -= embeddingProducts
        stages[.rest] = all - embedding - stages.values.reduce(0, +)
        stages[.embed] = embedding
        times.merge(stages) { $1 }
        return map
    }

    private func milliseconds(_ step: () throws -> Void) rethrows -> Double {
        try clock.measure(step) / .milliseconds(1)
    }
}
