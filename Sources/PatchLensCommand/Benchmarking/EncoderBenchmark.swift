import PatchLens

/// Encodes one picture's patches again and again.
struct EncoderBenchmark {
    let model: VisionTransformer
    let patches: Patches
    let recording: BenchmarkRecording
    let threads: Int

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

    var grid: PatchGrid { patches.geometry.grid }

    /// The first runs, which warm caches and memory up, do not count.
    func run(count: Int, after warmUp: Int) throws -> EncoderTimes {
        for _ in 0..<warmUp { _ = try recording.encode(patches, by: model) }
        let clock = ContinuousClock()
        let times = try (0..<count).map { _ in
            try clock.measure { _ = try recording.encode(patches, by: model) } / .milliseconds(1)
        }
        return EncoderTimes(milliseconds: times.sorted(), peakBytes: ResidentMemory.most)
    }

    /// A picture that no part of the computation finds easier than another: the times do not depend on its content.
    private static func noise(_ size: PictureSize) -> Picture {
        var noise = Noise()
        let pixels = (0..<(size.height * size.width * 3)).map { _ in noise.next() }
        return Picture(size: size, pixels: pixels)
    }
}

/// How long the runs took, and what memory they needed.
struct EncoderTimes {
    /// Ascending.
    let milliseconds: [Double]
    /// The most that the process had, loading the model among it.
    let peakBytes: Int

    var median: Double { milliseconds[milliseconds.count / 2] }
    var least: Double { milliseconds[0] }
}

/// Bytes without order, the same in every run: the linear congruential generator of Numerical Recipes.
struct Noise {
    private var state: UInt32 = 1

    mutating func next() -> UInt8 {
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}
