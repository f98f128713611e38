/// What an encoding is to keep, said before it runs: the encoder computes that and nothing that only the rest needs.
///
/// `.attention(from: .classToken, in: .last)` computes, in the last layer, all Keys and one Query row, and stops there.
public struct Recording: Sendable, Hashable {
    /// The tokens whose attention is kept.
    public private(set) var queries: [AttentionQuery]
    /// The layers it is kept in.
    public private(set) var layers: LayerSelection
    /// The heads it is kept of.
    public private(set) var heads: HeadSelection
    /// Layers whose Q and K are kept, for methods that walk back through the encoder: O(N·D) memory a layer, from
    /// which any row of the attention can be had again.
    public private(set) var projectionLayers: LayerSelection
    /// Whether the tokens after the final norm are wanted.
    public private(set) var keepsTokens: Bool
    /// Whether the norms of the tokens after the last layer are wanted, as they are before the final norm.
    public private(set) var keepsTokenNorms = false

    /// The tokens after the final norm, and no attention.
    public static let tokens = Recording(
        queries: [], layers: .some([]), heads: .all, projectionLayers: .some([]), keepsTokens: true)

    /// The attention from one token, and no more of the encoder than it needs.
    public static func attention(
        from query: AttentionQuery = .classToken, in layers: LayerSelection = .last, heads: HeadSelection = .all
    ) -> Recording {
        .attention(from: [query], in: layers, heads: heads)
    }

    /// The attention from several tokens.
    public static func attention(
        from queries: [AttentionQuery], in layers: LayerSelection = .last, heads: HeadSelection = .all
    ) -> Recording {
        Recording(queries: queries, layers: layers, heads: heads, projectionLayers: .some([]), keepsTokens: false)
    }

    /// Q and K, for rollout and other methods that propagate through the layers.
    public static func queriesAndKeys(in layers: LayerSelection = .all) -> Recording {
        Recording(queries: [], layers: .some([]), heads: .all, projectionLayers: layers, keepsTokens: false)
    }

    /// This, and Q and K of some layers.
    public func withQueriesAndKeys(in layers: LayerSelection) -> Recording {
        var copy = self
        copy.projectionLayers = layers
        return copy
    }

    /// This, and the tokens after the final norm.
    public func withTokens() -> Recording {
        var copy = self
        copy.keepsTokens = true
        return copy
    }

    /// This, and the Euclidean norms of the tokens after the last layer, before the final norm makes them alike.
    public func withTokenNorms() -> Recording {
        var copy = self
        copy.keepsTokenNorms = true
        return copy
    }
}
