import Tensors

/// Multi-head self-attention (Vaswani et al. 2017): every token asks every other, in several heads at once.
///
/// The four stages are `queries`, `keys`, `values`; the score (`scoreFunction`); the softmax; the weighted sum. The
/// last three run together, tile by tile, in `ScaledAttention`, so that no N×N matrix is ever in memory; `stages` does
/// the same step by step for one Query, to look at.
public struct MultiHeadSelfAttention: Sendable {
    /// How many heads there are.
    public let headCount: Int
    /// The score of a Key for a Query.
    public var scoreFunction: ScoreFunction

    let query: Linear
    let key: Linear
    let value: Linear
    /// The output projection, with the block's layer scale folded in.
    let projection: Linear
    /// Of each head's Queries (Dehghani et al. 2023).
    var queryNorm: LayerNorm?
    /// Of each head's Keys.
    var keyNorm: LayerNorm?
    /// Before the output projection (sub-LN, Wang et al. 2022).
    var innerNorm: LayerNorm?
    /// Added to the scores by the distance of two patches.
    var relativeBias: RelativePositionBias?
    /// Whether a token attends to those before it and itself alone, as in a text encoder.
    var isCausal = false

    init(
        query: Linear, key: Linear, value: Linear, projection: Linear, headCount: Int,
        scoreFunction: ScoreFunction = .scaledDotProduct
    ) {
        self.query = query
        self.key = key
        self.value = value
        self.projection = projection
        self.headCount = headCount
        self.scoreFunction = scoreFunction
    }

    /// Channels of a head.
    public var headDimension: Int { query.outputs / headCount }

    /// tokens + projection(softmax(score(Q, K)) V), with Q, K and V of norm(tokens). (N, D) → (N, D)
    func callAsFunction(
        _ tokens: consuming Tensor, at places: TokenPlaces, normalizedBy norm: LayerNorm, recording: LayerRecording?,
        into trace: inout [LayerTrace]
    ) -> Tensor {
        let projections = Linear.project(tokens, normalizedBy: norm, through: [query, key, value])
        let q = prepared(projections[0], by: queryNorm, at: places)
        let k = prepared(projections[1], by: keyNorm, at: places)
        // Rows that are kept for themselves are scored as `record` does, so that a layer's maps do not depend on what
        // else is recorded.
        let exact = recording.flatMap { exactly($0, queries: q, keys: k, at: places) }
        let (weightedSum, alongside) = BiasedAttention(attention: attention, bias: bias(at: places))(
            queries: q, keys: k, values: projections[2],
            keeping: exact == nil ? recording?.selection ?? .none : .none,
            keepsLogSums: recording?.keepsQueriesAndKeys ?? false)
        let kept = exact ?? alongside
        if let recording { trace.append(layerTrace(recording, kept, queries: q, keys: k, at: places)) }
        return projection(weightedSum, normalizedBy: innerNorm, addedTo: tokens)
    }

    /// The recorded rows in float32, where the attention itself is rounded; nil where it is not, or where Q and K are
    /// kept as the layer uses them.
    private func exactly(
        _ recording: LayerRecording, queries: Tensor, keys: Tensor, at places: TokenPlaces
    ) -> ScaledAttention.Kept? {
        let selection = recording.selection
        guard query.precision != .float32, !recording.keepsQueriesAndKeys, !selection.queries.isEmpty else {
            return nil
        }
        return BiasedAttention(attention: attention(in: .float32), bias: bias(at: places)).kept(
            queries: queries.rows(selection.queries), keys: keys, of: selection.queries, keeping: selection,
            keepsLogSums: false)
    }

    /// What `recording` asks for and nothing else: Keys of all tokens, Queries of the recorded ones, no Values.
    /// (N, D) → the trace of this layer
    func record(
        _ tokens: Tensor, at places: TokenPlaces, normalizedBy norm: LayerNorm, recording: LayerRecording
    ) -> LayerTrace {
        let k = prepared(
            Linear.project(tokens, normalizedBy: norm, through: [key])[0], by: keyNorm, at: places)
        let asking = recording.keepsQueriesAndKeys ? nil : recording.selection.queries
        let q = prepared(
            Linear.project(asking.map(tokens.rows) ?? tokens, normalizedBy: norm, through: [query])[0], by: queryNorm,
            at: places, tokens: asking)
        // A few Queries cost next to nothing: their scores need not be rounded. That alone brings maps in bfloat16
        // three times as near to those in float32. Methods that walk back need Q and K as the layer would use them.
        let attention = attention(in: asking == nil ? query.precision : .float32)
        let kept = BiasedAttention(attention: attention, bias: bias(at: places)).kept(
            queries: q, keys: k, of: asking ?? Array(0..<places.tokenCount), keeping: recording.selection,
            keepsLogSums: recording.keepsQueriesAndKeys)
        return layerTrace(recording, kept, queries: q, keys: k, at: places)
    }

    /// The Keys of norm(tokens) as the linear map makes them. (N, D) → (N, D)
    func keys(of tokens: Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        Linear.project(tokens, normalizedBy: norm, through: [key])[0]
    }

    /// Q, K, V, scores, probabilities and the weighted sum of one token, each by itself.
    func stages(_ x: Tensor, at places: TokenPlaces, query token: Int) -> AttentionStages {
        let (q, k, v) = (query(x.rows([token])), key(x), value(x))
        return AttentionStages(
            query: q, keys: k, values: v,
            preparedQuery: prepared(q, by: queryNorm, at: places, tokens: [token]),
            preparedKeys: prepared(k, by: keyNorm, at: places),
            bias: bias(at: places)?.rows(of: [token], in: x.workspace),
            headCount: headCount, scale: attention.scale)
    }

    var attention: ScaledAttention { attention(in: query.precision) }

    private func attention(in precision: Precision) -> ScaledAttention {
        ScaledAttention(
            headCount: headCount, scale: scoreFunction.scale(headDimension: headDimension), precision: precision)
    }

    func bias(at places: TokenPlaces) -> PlacedBias? {
        isCausal ? .causal(tokenCount: places.tokenCount) : relativeBias.map { .relative($0, places) }
    }

    /// Q or K, of all tokens or of these, as they enter the dot product.
    func prepared(
        _ vectors: consuming Tensor, by norm: LayerNorm?, at places: TokenPlaces, tokens: [Int]? = nil
    ) -> Tensor {
        scoreFunction.prepared(placed(vectors, by: norm, at: places, tokens: tokens), headCount: headCount)
    }

    /// The same before the score function.
    func placed(
        _ vectors: consuming Tensor, by norm: LayerNorm?, at places: TokenPlaces, tokens: [Int]?
    ) -> Tensor {
        var vectors = vectors
        if let norm {
            let shape = vectors.shape
            vectors = norm(vectors.reshaped(to: [shape[0] * headCount, headDimension])).reshaped(to: shape)
        }
        if let rotary = places.rotary {
            vectors = rotary.turned(
                vectors, tokens: tokens, prefixCount: places.prefixCount, headCount: headCount)
        }
        return vectors
    }

    private func layerTrace(
        _ recording: LayerRecording, _ kept: ScaledAttention.Kept, queries: Tensor, keys: Tensor, at places: TokenPlaces
    ) -> LayerTrace {
        LayerTrace(
            layer: recording.layer, heads: recording.selection.heads, queries: recording.selection.queries,
            probabilities: kept.probabilities,
            projections: kept.logSums.map {
                LayerProjections(
                    queries: queries, keys: keys, logSums: $0, attention: attention, bias: bias(at: places))
            })
    }
}
