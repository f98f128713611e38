import PatchLens

/// What a benchmark found, as a table and as a line of JSON.
struct BenchmarkReport {
    let encoder: EncoderBenchmark
    let times: EncoderTimes
    /// Nil when only the encoder was measured.
    let stages: StageTable?
    private let needed: OperationCount
    private let peak: PeakShare

    /// Measures the machine's peak on the way.
    init(encoder: EncoderBenchmark, times: EncoderTimes, stages: StageTable?) throws {
        self.encoder = encoder
        self.times = times
        self.stages = stages
        needed = try encoder.recording.operations(of: encoder.model, over: encoder.grid)
        peak = PeakShare(of: needed.precisions, threads: encoder.threads)
    }

    /// Operations a second of a full forward pass, whatever the recording leaves out of it: so that not computing what
    /// nobody asked for counts as speed.
    private var gigaflops: Double {
        encoder.model.operationsOfFullPass(over: encoder.grid).total / (times.median * 1e6)
    }

    private var share: Double { peak.share(of: needed, inMilliseconds: times.median) }
    private var tokenCount: Int { encoder.grid.count + encoder.model.prefixTokenCount }

    var table: String {
        let grid = encoder.grid
        let peaks = peak.listed.map { "\(Decimal($0.gigaflops, digits: 0)) in \($0.precision.rawValue)" }
        let encoding = """
            picture    \(grid.size), \(grid.rows)×\(grid.columns) patches, \(tokenCount) tokens
            threads    \(encoder.threads)
            precision  \(encoder.model.precision.rawValue)
            kernels    \(Processor.instructionSet)
            recording  \(encoder.recording.rawValue)
            median     \(Decimal(times.median)) ms of \(times.milliseconds.count) runs
            least      \(Decimal(times.least)) ms
            speed      \(Decimal(gigaflops)) GFLOP/s of a full forward pass
            needed     \(Decimal(needed.total / 1e9)) GFLOP for this recording
            peak       \(peaks.joined(separator: ", ")): GFLOP/s, measured
            share      \(Decimal(share * 100, digits: 1)) % of the peak
            memory     \(Decimal(Double(times.peakBytes) / 1e6)) MB at the peak
            """
        return encoding + (stages.map { "\n\n" + stageTable($0) } ?? "")
    }

    private func stageTable(_ stages: StageTable) -> String {
        var lines = ["stages of \(stages.photograph.description)", "                  ms     part   of the peak"]
        for stage in PictureStage.allCases {
            guard let time = stages.milliseconds[stage] else { continue }
            var line = Self.line(stage.rawValue, time)
            line += Decimal(time / stages.sum * 100, digits: 1).aligned(7) + " %"
            if let share = share(of: stage, inMilliseconds: time) {
                line += Decimal(share * 100, digits: 1).aligned(13) + " %"
            }
            lines.append(line)
        }
        return (lines + [Self.line("sum", stages.sum), Self.line("whole", stages.whole)]).joined(separator: "\n")
    }

    private static func line(_ name: String, _ time: Double) -> String {
        name + String(repeating: " ", count: max(11 - name.count, 1)) + Decimal(time).aligned(9)
    }

    /// Nil for stages that are no matrix products.
    private func share(of stage: PictureStage, inMilliseconds time: Double) -> Double? {
        switch stage {
        case .embed: peak.share(of: needed.embedding, inMilliseconds: time)
        case .products: peak.share(of: needed.products, inMilliseconds: time)
        case .attention: peak.share(of: needed.attention, inMilliseconds: time)
        default: nil
        }
    }

    /// The keys stay; those of the stages are missing when only the encoder was measured.
    func json() throws -> String {
        try JSONText.line(
            Line(
                height: encoder.grid.size.height, width: encoder.grid.size.width, tokens: tokenCount,
                threads: encoder.threads, precision: encoder.model.precision.rawValue,
                recording: encoder.recording.rawValue, instruction_set: Processor.instructionSet,
                runs: times.milliseconds.count,
                median_ms: rounded(times.median), least_ms: rounded(times.least), gflops: rounded(gigaflops),
                needed_gflop: rounded(needed.total / 1e9, 3),
                peak_gflops: Dictionary(
                    uniqueKeysWithValues: peak.listed.map { ($0.precision.rawValue, rounded($0.gigaflops, 1)) }),
                peak_share: rounded(share, 4), peak_bytes: times.peakBytes,
                stages_ms: stages.map { stages in
                    Dictionary(
                        uniqueKeysWithValues: stages.milliseconds.map { ($0.key.rawValue, rounded($0.value, 3)) })
                },
                whole_picture_ms: stages.map { rounded($0.whole) }))
    }

    private struct Line: Encodable {
        let height, width, tokens, threads: Int
        let precision, recording, instruction_set: String
        let runs: Int
        let median_ms, least_ms, gflops, needed_gflop: Double
        let peak_gflops: [String: Double]
        let peak_share: Double
        let peak_bytes: Int
        let stages_ms: [String: Double]?
        let whole_picture_ms: Double?
    }

    private func rounded(_ value: Double, _ digits: Int = 2) -> Double {
        let unit = [1, 10, 100, 1000, 10_000][digits]
        return (value * Double(unit)).rounded() / Double(unit)
    }
}

/// A number with a fixed count of digits behind the point.
private struct Decimal: CustomStringConvertible {
    let description: String

    init(_ value: Double, digits: Int = 2) {
        let unit = [1, 10, 100][digits]
        let whole = Int((value.magnitude * Double(unit)).rounded())
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else {
            description = "\(sign)\(whole)"
            return
        }
        let behind = "\(whole % unit)"
        description = "\(sign)\(whole / unit)." + String(repeating: "0", count: digits - behind.count) + behind
    }

    func aligned(_ width: Int) -> String {
        String(repeating: " ", count: max(width - description.count, 0)) + description
    }
}
