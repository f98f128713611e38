import ArgumentParser
import PatchLens

/// Tells the user what became of two pictures: a record on standard output with `--json`, the rest on standard error.
///
///     {"error":null,"inputs":["a.jpg","b.jpg"],"matches":215,"outputs":["out/a--b.png","out/a--b.json"],
///      "seconds":0.31,"status":"done","warnings":[[],["truncated"]]}
///
/// `status` and `error` are those of `ReportLine`, and `error` has the `path` at which it failed, too; `warnings` are
/// those of each input, none where nothing was compared.
struct MatchReporter {
    private struct Record: Encodable {
        struct Failure: Encodable {
            let failure: ReportLine.Failure
            let path: String

            private enum Key: String, CodingKey { case path }

            /// The keys of both, together.
            func encode(to encoder: any Encoder) throws {
                try failure.encode(to: encoder)
                var record = encoder.container(keyedBy: Key.self)
                try record.encode(path, forKey: .path)
            }
        }

        let inputs: [String]
        let status: PictureReport.Status
        let outputs: [String]
        let matches: Int?
        let error: Failure?
        let seconds: Double
        let warnings: [[String]]

        private enum Key: String, CodingKey {
            case inputs, status, outputs, matches, error, seconds, warnings
        }

        /// Written by hand: a key that is nil is null, and not left out.
        func encode(to encoder: any Encoder) throws {
            var record = encoder.container(keyedBy: Key.self)
            try record.encode(inputs, forKey: .inputs)
            try record.encode(status.rawValue, forKey: .status)
            try record.encode(outputs, forKey: .outputs)
            try record.encode(matches, forKey: .matches)
            try record.encode(error, forKey: .error)
            try record.encode(seconds, forKey: .seconds)
            try record.encode(warnings, forKey: .warnings)
        }
    }

    private let options: ReportOptions
    private let inputs: [String]
    private let outputs: MatchOutputs
    private let start = ContinuousClock.now

    init(_ options: ReportOptions, of first: String, and second: String, _ outputs: MatchOutputs) {
        self.options = options
        inputs = [first, second]
        self.outputs = outputs
    }

    private var seconds: Double { start.duration(to: .now) / .seconds(1) }

    /// Whether there is anything to do; tells why, where it was done before, or that it was. Throws where a file would
    /// be replaced that is not its own.
    func isToMake(_ result: GatheredResult) throws -> Bool {
        switch result.decision() {
        case .make(let reason):
            if let reason { say(reason.description(of: result.name)) }
            return true
        case .refuse(let file, let owner): throw ValidationError(file, isOf: owner)
        case .leave:
            // It has no failures: what fails leaves no record.
            try skipped()
            return false
        }
    }

    private func skipped() throws {
        try print(.skipped, outputs: outputs.all)
        say("skipped, its outputs are there already (--overwrite compares again)")
    }

    func done(_ report: MatchReport) throws {
        let found = report.correspondences
        let warnings = [report.warnings.first, report.warnings.second]
        try print(
            .done, outputs: outputs.all, matches: found.matches.count, warnings: warnings.map { $0.map(\.rawValue) })
        for (path, warnings) in zip(inputs, warnings) where !options.isQuiet {
            for warning in warnings {
                StandardStream.error.write(line: ShownText.oneLine("warning \(path): \(warning)"))
            }
        }
        if options.isVerbose {
            for (path, geometry) in zip(inputs, [found.first.geometry, found.second.geometry]) {
                let grid = "\(geometry.grid.rows)×\(geometry.grid.columns)"
                StandardStream.error.write(
                    line: ShownText.oneLine("\(path): \(geometry.original), \(grid) patches"))
            }
        }
        say("\(found.matches.count) matches in \(ShownText.duration(seconds: seconds))")
    }

    /// Throws, to end with the exit code of a picture that failed.
    func failed(_ failure: MatchFailure) throws {
        let record = Record.Failure(failure: ReportLine.Failure(failure.failure), path: failure.path)
        try print(.failed, outputs: [], error: record)
        StandardStream.error.write(line: ShownText.oneLine("failed \(failure)"))
        throw CommandExit.picturesFailed
    }

    private func print(
        _ status: PictureReport.Status, outputs: [String], matches: Int? = nil, error: Record.Failure? = nil,
        warnings: [[String]] = [[], []]
    ) throws {
        guard options.printsJSON else { return }
        let milliseconds = (seconds * 1000).rounded() / 1000
        let record = Record(
            inputs: inputs, status: status, outputs: outputs, matches: matches, error: error, seconds: milliseconds,
            warnings: warnings)
        StandardStream.output.write(line: try JSONText.line(record))
    }

    private func say(_ text: String) {
        if !options.isQuiet { StandardStream.error.write(line: ShownText.oneLine("patchlens: " + text)) }
    }
}
