public import AttentionMaps

/// How faithful each map of one picture is, in the order of `EvaluationOptions.names`.
public struct PictureFaithfulness: Sendable, Equatable {
    /// One for each map, and for the order at random at the end; nil where the method found nothing on the picture.
    public let methods: [MapFaithfulness?]

    /// One map.
    public struct MapFaithfulness: Sendable, Equatable {
        /// The score as the map's patches are taken away.
        public let deletion: FaithfulnessCurve
        /// The score as they are revealed.
        public let insertion: FaithfulnessCurve
        /// Whether the map points into an object; nil where no object is known, and for the order at random.
        public let isHit: Bool?
    }
}
