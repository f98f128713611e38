public import AttentionExport
import AttentionMaps
import ImageDecoding
public import VisionTransformers

/// Puts the curves of one picture after the other into the table of a run, and the means of all into its summary and
/// chart: of the pictures only a line is kept.
///
/// The files appear when the run is over; none does where no picture came through.
public struct EvaluationGathering: ~Copyable {
    private let files: EvaluationFiles
    private let options: EvaluationOptions
    private let names: [String]
    private var table: AtomicFile
    private var sums: [FaithfulnessSums]

    /// Begins the table, and makes the folders above it.
    public init(_ files: EvaluationFiles, options: EvaluationOptions) throws(ExportError) {
        var table = try AtomicFile(at: files.table)
        try table.write(Array("picture,method,deletion_auc,insertion_auc,pointing_hit\n".utf8))
        self.files = files
        self.options = options
        self.table = table
        names = options.names
        sums = names.map { _ in FaithfulnessSums(steps: options.faithfulness.steps) }
    }

    /// Appends a picture.
    public mutating func append(_ found: PictureFaithfulness, of path: String) throws(ExportError) {
        precondition(found.methods.count == names.count, "\(found.methods.count) maps for \(names.count) names")
        for (index, map) in found.methods.enumerated() {
            let fields = [
                Self.quoted(path), Self.quoted(names[index]), Self.number(map.deletion.area),
                Self.number(map.insertion.area), map.isHit.map { $0 ? "1" : "0" } ?? "",
            ]
            try table.write(Array((fields.joined(separator: ",") + "\n").utf8))
            sums[index].add(map)
        }
    }

    /// The means so far, a line for each method, for people; empty where no picture came through.
    public var lines: [String] {
        guard sums[0].pictures > 0 else { return [] }
        let width = names.map(\.count).max() ?? 0
        return zip(names, sums).map { name, sum in
            let padded = name + String(repeating: " ", count: width - name.count)
            let hits = sum.pointed > 0 ? ", points at an object \(sum.hits) of \(sum.pointed) times" : ""
            return "\(padded)  deletion \(Self.shown(sum.meanDeletionArea)), "
                + "insertion \(Self.shown(sum.meanInsertionArea))\(hits)"
        }
    }

    /// Writes summary and chart, and gives the files their names, if any picture came through.
    public mutating func finish(model: VisionTransformer, modelName: String) throws(ExportError) {
        guard sums[0].pictures > 0 else { return }
        let score = ModelScore.kind(of: model)
        let summary = EvaluationSummary(
            options, names: names, sums: sums, model: modelName, precision: model.precision.rawValue, score: score)
        try EvaluationChart(names: names, sums: sums, score: score).write(to: files.chart)
        try summary.write(to: files.summary)
        try table.commit()
    }

    /// RFC 4180: in quotes where a comma, a quote or a line's end would break the line.
    private static func quoted(_ text: String) -> String {
        let isPlain = !text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// To a millionth: more digits would be noise.
    private static func number(_ value: Double) -> String { "\(EvaluationSummary.rounded(value))" }

    /// Three digits behind the point.
    private static func shown(_ value: Double) -> String { ScaleNumber.text(Float(value)) }
}
