public import ImageDecoding

/// How much each patch of a picture is attended to: rows × columns of weights, and where they lie on the original.
public struct AttentionMap: Sendable, Equatable {
    /// What a map shows: one head, or several made one.
    public enum Source: Sendable, Hashable {
        /// One attention head, counted from 0.
        case head(Int)
        /// All recorded heads fused by mean, max or min.
        case fused(HeadFusion)
        /// A method that has no single head or layer, by its name (`rollout`).
        case method(String)
    }

    /// What the values of a head, or of heads fused, are: as legends have it.
    public enum Quantity: String, Sendable, Hashable {
        /// From a Query to each patch.
        case probability = "attention probability"
        /// The mean of a patch's column of probabilities.
        case received = "attention received"
        /// Of a patch's row of probabilities.
        case entropy = "attention entropy, nats"
        /// The mean of a patch's row of probabilities times distances.
        case distance = "attention distance, pixels"
    }

    /// Row-major, `grid.rows × grid.columns`: probabilities as the model gave them, unless a method says otherwise.
    public let values: [Float]
    /// Where the values lie on the original picture.
    public let geometry: PatchGeometry
    /// The encoder layer, counted from 0; nil for methods that span layers.
    public let layer: Int?
    /// Head, fusion or method.
    public let source: Source
    /// Where it is asked from, where maps of several such places lie beside each other; nil otherwise.
    public let query: QueryPlace?
    /// What its values are, where they are a head's.
    public let measured: Quantity

    /// As many values as the grid has patches.
    public init(
        values: [Float], geometry: PatchGeometry, layer: Int?, source: Source, query: QueryPlace? = nil,
        measured: Quantity = .probability
    ) {
        precondition(values.count == geometry.grid.count, "\(values.count) values for \(geometry.grid.count) patches")
        self.values = values
        self.geometry = geometry
        self.layer = layer
        self.source = source
        self.query = query
        self.measured = measured
    }

    /// The value of one patch.
    public subscript(row: Int, column: Int) -> Float { values[row * geometry.grid.columns + column] }

    /// The same place and source with other values.
    public func replacing(values: [Float]) -> AttentionMap {
        AttentionMap(
            values: values, geometry: geometry, layer: layer, source: source, query: query, measured: measured)
    }

    /// The same map, among others that are asked from elsewhere.
    public func asked(from place: QueryPlace) -> AttentionMap {
        AttentionMap(
            values: values, geometry: geometry, layer: layer, source: source, query: place, measured: measured)
    }

    /// The same map of a copy of the picture that lies otherwise.
    public func placed(in geometry: PatchGeometry) -> AttentionMap {
        AttentionMap(
            values: values, geometry: geometry, layer: layer, source: source, query: query, measured: measured)
    }

    /// The same map, of values that are no probabilities.
    func measuring(_ quantity: Quantity) -> AttentionMap {
        AttentionMap(
            values: values, geometry: geometry, layer: layer, source: source, query: query, measured: quantity)
    }
}
