import ImageDecoding

/// Patches whose tokens the model uses for something else than their place: tokens of background with a norm far above
/// the others' after the last layer, which draw attention in every map (Darcet et al. 2024, “Vision Transformers Need
/// Registers”).
///
/// The paper cuts at a norm of 150 for DINOv2 ViT-g, whose other tokens are mostly below 100; norms differ between
/// models. The rule here is our own and without a scale: a patch is an outlier if its norm exceeds the picture's median
/// by a factor of 2 and by 6 standard deviations, these as 1.4826 times the median absolute deviation (Hampel 1974).
/// The first keeps a subject whose norms are merely above the background's,
/// the second a picture whose norms spread anyway.
public struct OutlierTokens: Sendable, Equatable {
    /// Euclidean norms of the patches' tokens after the last layer, before the final norm; row-major over the grid.
    public let norms: [Float]
    /// Their median.
    public let median: Double
    /// What a norm has to exceed.
    public let threshold: Double
    /// The outliers, row-major over the grid, ascending.
    public let patches: [Int]

    /// How far above the median, as a factor.
    static let leastFactor = 2.0
    /// How far above it, in standard deviations.
    static let leastDeviations = 6.0
    /// The standard deviation of a normal distribution over its median absolute deviation.
    private static let deviationsOfMedian = 1.4826

    /// From the norms of a picture's patches, at least one.
    public init(norms: [Float]) {
        let values = norms.map(Double.init)
        let median = Self.median(values)
        let deviation = Self.deviationsOfMedian * Self.median(values.map { ($0 - median).magnitude })
        let threshold = max(Self.leastFactor * median, median + Self.leastDeviations * deviation)
        self.norms = norms
        self.median = median
        self.threshold = threshold
        patches = values.indices.filter { values[$0] > threshold }
    }

    /// The middle one, or the mean of the middle two.
    private static func median(_ values: [Double]) -> Double {
        precondition(!values.isEmpty, "a picture has a patch")
        let sorted = values.sorted()
        return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    }
}

/// What becomes of outlier patches in a map.
///
/// The names are those of the command's `--outliers`.
public enum OutlierHandling: String, Sendable, CaseIterable {
    /// They stay as they are.
    case keep
    /// They are filled from around them.
    case mask
}
