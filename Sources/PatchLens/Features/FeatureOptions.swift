public import VisionTransformers

/// What is taken of all of a picture's tokens.
///
/// The names are those of the command's `--pool`.
public enum FeaturePooling: String, Sendable, CaseIterable {
    /// Every token, prefix tokens first: (N, D).
    case none
    /// The class token: (1, D).
    case `class`
    /// The mean of the patches' tokens, without class and register tokens: (1, D).
    case mean
}

/// Which features of a picture are written.
public struct FeatureOptions: Sendable {
    /// How files become patches.
    public var reading: PictureReading
    /// What is taken of the tokens.
    public var pooling: FeaturePooling
    /// The layer whose tokens they are, counted from 0, or from the end when negative; nil for the last, after the
    /// final norm.
    public var layer: Int?
    /// Whether the tokens of `layer` go through the final norm; without a layer they always do.
    public var isNormalized: Bool

    /// All tokens after the final norm, unless told otherwise.
    public init(
        reading: PictureReading = PictureReading(), pooling: FeaturePooling = .none, layer: Int? = nil,
        isNormalized: Bool = false
    ) {
        self.reading = reading
        self.pooling = pooling
        self.layer = layer
        self.isNormalized = isNormalized
    }

    /// The layer counted from 0.
    public func resolvedLayer(layerCount: Int) throws(EncodingError) -> Int {
        try LayerSelection.some([layer ?? -1]).resolved(layerCount: layerCount)[0]
    }
}
