import AttentionExport
import AttentionMaps

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The means of a run as JSON: what was asked of which model, and for each method the areas under its curves, its mean
/// curves at the `parts` of patches changed, and its hits where objects are known. Its means are of its own `pictures`,
/// those on which it found something; where there is none they are null.
struct EvaluationSummary: Encodable {
    private struct Method: Encodable {
        let method: String
        let pictures: Int
        let means: FaithfulnessSums.Means?
        /// Null where there was nothing to point at.
        let pointing: Pointing?

        private enum Key: String, CodingKey {
            case method, pictures, deletionAUC, insertionAUC, deletion, insertion, pointing
        }

        func encode(to encoder: any Encoder) throws {
            var method = encoder.container(keyedBy: Key.self)
            try method.encode(self.method, forKey: .method)
            try method.encode(pictures, forKey: .pictures)
            try method.encode((means?.deletionArea).map(EvaluationSummary.rounded), forKey: .deletionAUC)
            try method.encode((means?.insertionArea).map(EvaluationSummary.rounded), forKey: .insertionAUC)
            try method.encode(means?.deletion.map(EvaluationSummary.rounded), forKey: .deletion)
            try method.encode(means?.insertion.map(EvaluationSummary.rounded), forKey: .insertion)
            try method.encode(pointing, forKey: .pointing)
        }
    }

    private struct Pointing: Encodable {
        let hits, pictures: Int
    }

    private let model: String
    private let precision: String
    private let score: String
    private let steps: Int
    private let deletionBaseline: String
    private let insertionBaseline: String
    private let seed: UInt64
    private let pictures: Int
    private let parts: [Double]
    private let methods: [Method]

    init(
        _ options: EvaluationOptions, names: [String], sums: [FaithfulnessSums], model: String, precision: String,
        score: ModelScore.Kind
    ) {
        self.model = model
        self.precision = precision
        self.score = score.rawValue
        steps = options.faithfulness.steps
        deletionBaseline = options.faithfulness.deletion.rawValue
        insertionBaseline = options.faithfulness.insertion.rawValue
        seed = options.seed
        // The order at random is there on every picture.
        pictures = sums[sums.count - 1].pictures
        let steps = steps
        parts = (0...steps).map { Self.rounded(Double($0) / Double(steps)) }
        methods = zip(names, sums).map { name, sum in
            Method(
                method: name, pictures: sum.pictures, means: sum.means,
                pointing: sum.pointed > 0 ? Pointing(hits: sum.hits, pictures: sum.pointed) : nil)
        }
    }

    /// To a millionth.
    static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

    func write(to path: String) throws(ExportError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text: [UInt8]
        do { text = try Array(encoder.encode(self)) } catch {
            throw .encoding(path: path, reason: "\(error)")
        }
        var file = try AtomicFile(at: path)
        try file.write(text + [UInt8(ascii: "\n")])
        try file.commit()
    }
}
