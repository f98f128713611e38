import PatchLens

/// The times of a benchmark and what follows from them.
struct EncoderBenchmarkResult {
    let benchmark: EncoderBenchmark
    /// Ascending.
    let milliseconds: [Double]

    var median: Double { milliseconds[milliseconds.count / 2] }
    var least: Double { milliseconds[0] }
    private var grid: PatchGrid { benchmark.patches.geometry.grid }
    private var tokenCount: Int { grid.count + benchmark.model.prefixTokenCount }

    /// Multiplications and additions of a full forward pass, whatever the recording leaves out of it: so that
    /// not computing what nobody asked for counts as speed.
    private var floatingPointOperations: Double {
        let model = benchmark.model.configuration
        let (tokens, channels) = (Double(tokenCount), Double(model.hiddenSize))
        let products = 4 * channels * channels + 2 * channels * Double(model.intermediateSize)
        let attention = 2 * tokens * channels
        let embedding = Double(grid.count) * Double(3 * model.patchSize * model.patchSize) * channels
        return 2 * (Double(model.layerCount) * tokens * (products + attention) + embedding)
    }

    var gigaflops: Double { floatingPointOperations / (median * 1e6) }

    var table: String {
        """
        picture    \(grid.size), \(grid.rows)×\(grid.columns) patches, \(tokenCount) tokens
        threads    \(benchmark.threads)
        precision  \(benchmark.model.precision.rawValue)
        kernels    \(Processor.instructionSet)
        recording  \(benchmark.recording.rawValue)
        median     \(rounded(median)) ms of \(milliseconds.count) runs
        least      \(rounded(least)) ms
        speed      \(rounded(gigaflops)) GFLOP/s of a full forward pass
        memory     \(rounded(Double(ProcessMemory.peakBytes) / 1e6)) MB at the peak
        """
    }

    var json: String {
        """
        {"height":\(grid.size.height),"width":\(grid.size.width),"tokens":\(tokenCount),\
        "threads":\(benchmark.threads),"precision":"\(benchmark.model.precision.rawValue)","recording":"\(benchmark.recording.rawValue)",\
        "instruction_set":"\(Processor.instructionSet)",\
        "runs":\(milliseconds.count),"median_ms":\(rounded(median)),"least_ms":\(rounded(least)),\
        "gflops":\(rounded(gigaflops)),"peak_bytes":\(ProcessMemory.peakBytes)}
        """
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
