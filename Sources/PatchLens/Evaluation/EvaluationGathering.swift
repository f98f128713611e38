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

    /// Appends a picture; a method that found nothing on it has empty cells.
    public mutating func append(_ found: PictureFaithfulness, of path: String) throws(ExportError) {
        precondition(found.methods.count == names.count, "\(found.methods.count) maps for \(names.count) names")
        for (index, map) in found.methods.enumerated() {
            let numbers =
                map.map { [Self.number($0.deletion.area), Self.number($0.insertion.area), Self.digit($0.isHit)] }
                ?? ["", "", ""]
            let fields = [Self.quoted(path), Self.quoted(names[index])] + numbers
            try table.write(Array((fields.joined(separator: ",") + "\n").utf8))
            if let map { sums[index].add(map) }
        }
    }

    /// How many pictures came through: the order at random is there on every one.
    private var pictures: Int { sums[sums.count - 1].pictures }

    /// The means so far, a line for each method, for people; empty where no picture came through.
    public var lines: [String] {
        guard pictures > 0 else { return [] }
        let width = names.map(\.count).max() ?? 0
        return zip(names, sums).map { name, sum in
            let padded = name + String(repeating: " ", count: width - name.count)
            guard let means = sum.means else { return "\(padded)  found nothing on any picture" }
            let part = sum.pictures < pictures ? ", on \(sum.pictures) of \(pictures) pictures" : ""
            let hits = sum.pointed > 0 ? ", points at an object \(sum.hits) of \(sum.pointed) times" : ""
            return "\(padded)  deletion \(Self.shown(means.deletionArea)), "
                + "insertion \(Self.shown(means.insertionArea))\(hits)\(part)"
        }
    }

    /// Writes summary and chart, and gives the files their names, if any picture came through.
    public mutating func finish(model: VisionTransformer, modelName: String) throws(ExportError) {
        guard pictures > 0 else { return }
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

    /// Empty where there is nothing to point at.
    private static func digit(_ isHit: Bool?) -> String { isHit.map { $0 ? "1" : "0" } ?? "" }

    /// Three digits behind the point.
    private static func shown(_ value: Double) -> String { ScaleNumber.text(Float(value)) }
}
