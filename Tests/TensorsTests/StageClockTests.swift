import Tensors
import TestSupport
import Testing

/// The clocks are the process's: other tests may run into them, so that only what is there can be tested.
@Suite struct StageClockTests {
    @Test func countsEveryStageThatRan() throws {
        var generator = SeededGenerator(seed: 5)
        let (rows, channels) = (50, 24)
        func tensor(_ shape: [Int]) -> Tensor {
            Tensor(generator.floats(shape.reduce(1, *)), shape: Shape(shape), in: Workspace(threads: 2))
        }
        let tokens = tensor([rows, channels])
        let norm = LayerNorm(weight: tensor([channels]), bias: tensor([channels]), epsilon: 1e-6)
        let expansion = try Linear(weight: tensor([2 * channels, channels]), bias: nil)
        let contraction = try Linear(weight: tensor([channels, 2 * channels]), bias: nil)
        let attention = ScaledAttention(headCount: 2, scale: 0.5)
        let all = ScaledAttention.Selection(queries: Array(0..<rows), heads: [0, 1])

        let times = StageClock.measure {
            let tokens = Linear.feedForward(tokens, normalizedBy: norm, expansion: expansion, contraction: contraction)
            let probabilities = attention.kept(queries: tokens, keys: tokens, keeping: all).probabilities
            var row = [Double](repeating: 0, count: rows)
            let weights = [Double](repeating: 1, count: rows)
            probabilities.propagate(weights: weights[...], fusing: .mean, into: &row)
        }
        for stage in KernelStage.allCases { #expect(times[stage] ?? .zero > .zero, "\(stage)") }
    }

    @Test(arguments: Precision.allCases, [1, 2, 1024])
    func peakIsOfWhatIsAvailable(precision: Precision, threads: Int) {
        #expect((Processor.peakGigaflops(in: precision, threads: threads) > 0) == precision.isAvailable)
    }
}
