import PatchLens

/// A method beside the plain forward pass, in turns: what its maps cost.
struct MethodBenchmark {
    let method: any MapMethod
    let encoder: EncoderBenchmark

    /// Milliseconds of both, run by run.
    private struct Turns {
        var forward: [Double] = []
        var method: [Double] = []

        var forwardMedian: Double { Self.median(forward) }
        var methodMedian: Double { Self.median(method) }
        /// The median of the runs' own: what else the machine does falls on both of a run.
        var ratio: Double { Self.median(zip(method, forward).map { $0 / $1 }) }

        private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    }

    /// Warms up, measures, and gives what is printed.
    func report(runs: Int, after warmUp: Int, asJSON: Bool) throws -> String {
        var turns = Turns()
        for run in 0..<warmUp + runs {
            let forward = try Self.milliseconds { _ = try encoder.model.encode(encoder.patches, recording: .tokens) }
            let mapping = try Self.milliseconds { _ = try method(encoder.patches, in: encoder.model) }
            guard run >= warmUp else { continue }
            turns.forward.append(forward)
            turns.method.append(mapping)
        }
        let line = Line(
            method: method.name.rawValue, height: encoder.grid.size.height, width: encoder.grid.size.width,
            tokens: encoder.grid.count + encoder.model.prefixTokenCount, threads: encoder.threads,
            precision: encoder.model.precision.rawValue, runs: runs, forward_ms: Self.rounded(turns.forwardMedian),
            method_ms: Self.rounded(turns.methodMedian), ratio: Self.rounded(turns.ratio, unit: 1000),
            peak_bytes: ResidentMemory.most)
        return asJSON ? try JSONText.line(line) : line.table
    }

    private static func milliseconds(_ work: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure(work) / .milliseconds(1)
    }

    private static func rounded(_ value: Double, unit: Double = 100) -> Double { (value * unit).rounded() / unit }

    /// The keys stay.
    private struct Line: Encodable {
        let method: String
        let height, width, tokens, threads: Int
        let precision: String
        let runs: Int
        let forward_ms, method_ms, ratio: Double
        let peak_bytes: Int

        var table: String {
            """
            method     \(method)
            picture    \(height)×\(width), \(tokens) tokens
            threads    \(threads)
            precision  \(precision)
            forward    \(forward_ms) ms, the median of \(runs) runs
            method     \(method_ms) ms
            ratio      \(ratio)
            memory     \(peak_bytes / 1_000_000) MB at the peak
            """
        }
    }
}
