import ArgumentParser
import PatchLens

/// What the encoder is asked to keep while it is measured.
enum BenchmarkRecording: String, CaseIterable, ExpressibleByArgument {
    /// The class token's attention in the last layer, and nothing that only the tokens after it need.
    case classLast = "class-last"
    /// The class token's attention in every layer.
    case classAll = "class-all"
    /// Rollout through all layers.
    case rollout
    /// The tokens after the final norm.
    case none
}

/// Encodes one picture's patches again and again.
struct EncoderBenchmark {
    let model: VisionTransformer
    let patches: Patches
    let recording: BenchmarkRecording
    let threads: Int

    /// Runs that warm caches, memory and primitives up before the clock is looked at.
    private static let warmUpRuns = 3

    init(model: VisionTransformer, size: PictureSize, threads: Int, recording: BenchmarkRecording) throws {
        self.model = model
        self.recording = recording
        self.threads = threads
        var preprocessing = model.preprocessing
        preprocessing.shortSide = size.shortSide
        // Whoever asks for a size wants to know how long it takes.
        preprocessing.maximumPatches = PatchGrid.maximumCount
        // Asked before there is a picture of that size, and the noise made of the grid's own: nothing is resized.
        let grid = try CommandExit.asUsage { try preprocessing.geometry(for: size).grid }
        preprocessing.shortSide = grid.size.shortSide
        patches = try preprocessing.patches(of: Self.noise(grid.size), in: Workspace(threads: threads))
    }

    func run(count: Int) throws -> EncoderBenchmarkResult {
        for _ in 0..<Self.warmUpRuns { try encode() }
        let clock = ContinuousClock()
        let times = try (0..<count).map { _ in try clock.measure { try encode() } }
        return EncoderBenchmarkResult(benchmark: self, milliseconds: times.map { $0 / .milliseconds(1) }.sorted())
    }

    private func encode() throws {
        switch recording {
        case .classLast: _ = try model.encode(patches, recording: .attention())
        case .classAll: _ = try model.encode(patches, recording: .attention(in: .all))
        case .rollout: _ = try model.rollout(on: patches)
        case .none: _ = try model.encode(patches)
        }
    }

    /// A picture that no part of the computation finds easier than another: the times do not depend on its content.
    private static func noise(_ size: PictureSize) -> Picture {
        var state: UInt32 = 1
        let pixels = (0..<(size.height * size.width * 3)).map { _ in
            // the linear congruential generator of Numerical Recipes
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        return Picture(size: size, pixels: pixels)
    }
}
