public import AttentionMaps

/// The heads of a model over several pictures: means in which every picture counts alike, and of which none is kept.
///
/// Pictures are added in the order of the run, so that sums do not depend on how many were worked on at once.
public struct HeadSummary: Sendable, Equatable {
    /// What one head does, by its layer and number.
    public struct Head: Sendable, Equatable {
        /// Mean attention distance in pixels of what the model sees.
        public fileprivate(set) var inputDistance = 0.0
        /// The same in pixels of the upright originals.
        public fileprivate(set) var originalDistance = 0.0
        /// Mean entropy in nats.
        public fileprivate(set) var entropy = 0.0
    }

    /// What was seen of outlier tokens; see `OutlierTokens`.
    public struct Outliers: Sendable, Equatable {
        /// Pictures that have any.
        public fileprivate(set) var pictures = 0
        /// Outlier patches of all pictures.
        public fileprivate(set) var patches = 0
        /// The patches of all pictures, outliers or not.
        public fileprivate(set) var allPatches = 0
        /// The largest norm of a patch's token, outlier or not.
        public fileprivate(set) var largestNorm = 0.0
        fileprivate var medians = 0.0
    }

    /// Pictures so far.
    public private(set) var pictures = 0
    /// Their outlier tokens.
    public private(set) var outliers = Outliers()
    private var sums: [[Head]] = []

    /// Of no picture yet.
    public init() {}

    /// By layer and head; empty before the first picture.
    public var layers: [[Head]] {
        let count = Double(pictures)
        return sums.map { layer in
            layer.map { head in
                Head(
                    inputDistance: head.inputDistance / count, originalDistance: head.originalDistance / count,
                    entropy: head.entropy / count)
            }
        }
    }

    /// The mean of the pictures' median norms.
    public var medianNorm: Double { pictures > 0 ? outliers.medians / Double(pictures) : 0 }

    /// Adds a picture, whose model is that of the others.
    public mutating func add(_ statistics: HeadStatistics) {
        if pictures == 0 { sums = statistics.layers.map { $0.map { _ in Head() } } }
        pictures += 1
        for (layer, heads) in statistics.layers.enumerated() {
            for (head, measured) in heads.enumerated() {
                sums[layer][head].inputDistance += measured.inputDistance
                sums[layer][head].originalDistance += measured.originalDistance
                sums[layer][head].entropy += measured.entropy
            }
        }
        let found = statistics.outliers
        outliers.pictures += found.patches.isEmpty ? 0 : 1
        outliers.patches += found.patches.count
        outliers.allPatches += found.norms.count
        outliers.largestNorm = max(outliers.largestNorm, Double(found.norms.max() ?? 0))
        outliers.medians += found.median
    }
}
