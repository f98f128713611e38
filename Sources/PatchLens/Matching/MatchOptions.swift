public import AttentionExport
public import AttentionMaps
public import VisionTransformers

/// How two pictures are compared, and what is made of it.
public struct MatchOptions: Sendable {
    /// How files become patches.
    public var reading: PictureReading
    /// What of the patches is compared.
    public var features: DescriptorKind
    /// The layer it is taken from, counted from 0, or from the end when negative; nil for a third of the way up.
    public var layer: Int?
    /// Whether places between patches are looked for.
    public var isRefined: Bool
    /// Matches of less cosine are left out; nil keeps all.
    public var minimumCosine: Float?
    /// How many matches are drawn, at most; all are written as numbers.
    public var drawnCount: Int
    /// Pixels of the first picture that are looked for on the second; other places are no patch that could be.
    public var queries: [QueryPlace]
    /// How much time goes into making the pictures' files small.
    public var effort: PNGEffort

    /// Tokens of the layer that is a third of the way up, refined, 40 drawn, unless told otherwise.
    ///
    /// On a rectified stereo pair that layer had the least error of all (Tools/golden/stereo-pair.py): what it compares
    /// is how a place looks. Later layers tell less exactly where a thing is and more what it is; the last ones find
    /// the like part of another thing.
    public init(
        reading: PictureReading = PictureReading(), features: DescriptorKind = .tokens, layer: Int? = nil,
        isRefined: Bool = true, minimumCosine: Float? = nil, drawnCount: Int = 40, queries: [QueryPlace] = [],
        effort: PNGEffort = .fast
    ) {
        self.reading = reading
        self.features = features
        self.layer = layer
        self.isRefined = isRefined
        self.minimumCosine = minimumCosine
        self.drawnCount = drawnCount
        self.queries = queries
        self.effort = effort
    }

    /// The layer counted from 0; an error where the model has no such layer.
    public func resolvedLayer(layerCount: Int) throws(EncodingError) -> Int {
        try LayerSelection.some([layer ?? layerCount / 3]).resolved(layerCount: layerCount)[0]
    }
}
