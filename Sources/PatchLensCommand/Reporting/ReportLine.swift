package import PatchLens

/// One line of `--json`: what became of one input.
///
/// The keys are always all there, sorted; what is not known is null.
///
///     {"decoded":{"height":1600,"width":2560},"error":null,"grid":{"columns":24,"patchSize":14,"rows":16},
///      "input":"photos/cat.jpg","outputs":["out/cat.png"],"seconds":0.214,"size":{"height":1600,"width":2560},
///      "status":"done","warnings":[]}
///
/// `status` is `done`, `skipped`, `failed` or `planned`; `error` is `{"code", "kind", "message", "retryable"}`: the
/// code is the stage that failed, one of `input`, `decode`, `patches`, `query`, `encode`, `attention`, `write`; the
/// kind is a `FailureKind`, and `retryable` whether the same may go well another time. `size` is the upright
/// original's, in pixels, and `decoded` the one it was decoded to, less where fewer pixels did. `warnings` are what is
/// odd about its file, each a `DecodingWarning`: `truncated`, `animated`, `orientationUnreadable`. A picture that was
/// classified has `labels`, too: `[{"index", "label", "probability"}]`, the most probable first. One whose
/// objects were looked for has `objects`: `[{"height", "method", "width", "x", "y"}]`, boxes in pixels of the original.
/// One whose heads were measured, or whose outlier tokens were masked, has `outliers`: `{"medianNorm", "patches",
/// "threshold"}`, the tokens by their patches, row-major from 0. (The line is broken here to fit;
/// it is not when printed.)
package struct ReportLine: Encodable {
    /// Why there is nothing, as it stands in records.
    struct Failure: Encodable {
        let code: PictureFailure.Stage
        let kind: FailureKind
        let message: String
        let retryable: Bool

        init(_ failure: PictureFailure) {
            (code, kind, message) = (failure.stage, failure.kind, failure.message)
            retryable = failure.isRetryable
        }
    }

    private struct Size: Encodable {
        let height: Int
        let width: Int
    }

    private struct Grid: Encodable {
        let rows: Int
        let columns: Int
        let patchSize: Int
    }

    private struct Label: Encodable {
        let index: Int
        let label: String
        let probability: Double
    }

    private struct Outliers: Encodable {
        let medianNorm: Double
        let threshold: Double
        let patches: [Int]
    }

    private struct Box: Encodable {
        let method: String
        let x, y, width, height: Int
    }

    private let report: PictureReport

    /// The line of one report.
    package init(_ report: PictureReport) { self.report = report }

    private enum Key: String, CodingKey {
        case input, status, outputs, error, size, decoded, grid, seconds, warnings, labels, objects, outliers
    }

    /// Written by hand: a key that is nil is null, and not left out.
    package func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: Key.self)
        let geometry = report.geometry
        try line.encode(report.path, forKey: .input)
        try line.encode(report.status.rawValue, forKey: .status)
        try line.encode(report.outputs, forKey: .outputs)
        try line.encode(report.failure.map(Failure.init), forKey: .error)
        try line.encode(report.decoded.map { Size(height: $0.height, width: $0.width) }, forKey: .decoded)
        try line.encode(
            geometry.map { Size(height: $0.original.height, width: $0.original.width) }, forKey: .size)
        try line.encode(
            geometry.map { Grid(rows: $0.grid.rows, columns: $0.grid.columns, patchSize: $0.grid.patchSize) },
            forKey: .grid)
        if case .labels(let labels)? = report.finding {
            try line.encode(
                labels.map { Label(index: $0.index, label: $0.label, probability: $0.probability) }, forKey: .labels)
        }
        if case .objects(let finding)? = report.finding { try line.encode(Self.boxes(of: finding), forKey: .objects) }
        if let outliers = outliers {
            try line.encode(
                Outliers(medianNorm: outliers.median, threshold: outliers.threshold, patches: outliers.patches),
                forKey: .outliers)
        }
        try line.encode(report.warnings.map(\.rawValue), forKey: .warnings)
        // Milliseconds: more digits would be noise.
        try line.encode((report.times.total * 1000).rounded() / 1000, forKey: .seconds)
    }

    /// Those of a run about heads, or those that were masked.
    private var outliers: OutlierTokens? {
        if case .heads(let heads)? = report.finding { heads.outliers } else { report.outliers }
    }

    private static func boxes(of finding: MethodFinding) -> [Box] {
        zip(finding.maps, finding.boxes).map { map, box in
            Box(method: map.sourceLabel, x: box.left, y: box.top, width: box.width, height: box.height)
        }
    }

    /// The line, without its end.
    package var text: String { get throws { try JSONText.line(self) } }
}
