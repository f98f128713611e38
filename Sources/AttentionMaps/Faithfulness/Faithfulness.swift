public import ImageDecoding
public import VisionTransformers

/// Whether the patches that a map calls important are so to the model itself: deletion and insertion (Petsiuk, Das and
/// Saenko 2018, "RISE: Randomized Input Sampling for Explanation of Black-box Models").
///
/// Deletion takes patches from the picture, the map's greatest first; with a faithful map the model's score falls soon.
/// Insertion reveals them on an empty picture, and the score rises soon. RISE goes pixel by pixel; a Vision Transformer
/// sees patches, and so do its maps.
///
/// Costs three forward passes a picture, and for each curve of `steps` steps `steps − 1` more.
public struct Faithfulness: Sendable {
    /// How a picture is taken away.
    public struct Options: Sendable {
        /// How many times some of the patches are changed, until all are.
        public var steps: Int
        /// What deleted patches become.
        public var deletion: RemovalBaseline
        /// What patches are before they are inserted.
        public var insertion: RemovalBaseline

        /// As RISE, in 20 steps, unless told otherwise.
        public init(steps: Int = 20, deletion: RemovalBaseline = .mean, insertion: RemovalBaseline = .blur) {
            precondition(steps >= 1, "\(steps) steps")
            self.steps = steps
            self.deletion = deletion
            self.insertion = insertion
        }
    }

    private let picture: Patches
    private let deleted: Patches
    private let empty: Patches
    private let score: ModelScore
    private let deletedScore: Double
    private let emptyScore: Double
    private let steps: Int

    /// Looks at the whole picture, and at what is left when all of it is gone.
    public init(
        of picture: Patches, in model: VisionTransformer, _ options: Options = Options()
    ) throws(EncodingError) {
        self.picture = picture
        steps = options.steps
        score = try ModelScore(of: picture, in: model)
        deleted = options.deletion.patches(of: picture)
        deletedScore = try score(deleted)
        if options.insertion == options.deletion {
            (empty, emptyScore) = (deleted, deletedScore)
        } else {
            empty = options.insertion.patches(of: picture)
            emptyScore = try score(empty)
        }
    }

    /// From the whole picture to nothing.
    public func deletion(in order: PatchOrder) throws(EncodingError) -> FaithfulnessCurve {
        try curve(from: (picture, score.whole), to: (deleted, deletedScore), in: order)
    }

    /// From nothing to the whole picture.
    public func insertion(in order: PatchOrder) throws(EncodingError) -> FaithfulnessCurve {
        try curve(from: (empty, emptyScore), to: (picture, score.whole), in: order)
    }

    private typealias Scored = (picture: Patches, score: Double)

    /// After step k the first k · N ⁄ steps patches of the order, rounded, are those of the second picture.
    private func curve(from first: Scored, to second: Scored, in order: PatchOrder) throws(EncodingError)
        -> FaithfulnessCurve
    {
        let count = picture.geometry.grid.count
        precondition(order.patches.count == count, "an order of \(order.patches.count) patches for \(count)")
        var scores = [first.score]
        var (changed, current) = (0, first.picture)
        for step in 1..<max(steps, 1) {
            let next = Int((Double(step * count) / Double(steps)).rounded())
            if next > changed {
                current = current.replacing(order.patches[changed..<next], from: second.picture)
                scores.append(try score(current))
                changed = next
            } else {
                // A grid of fewer patches than there are steps.
                scores.append(scores[scores.count - 1])
            }
        }
        return FaithfulnessCurve(scores: scores + [second.score])
    }
}
