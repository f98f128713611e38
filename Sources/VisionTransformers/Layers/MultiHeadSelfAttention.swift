public import Tensors

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

    private let query: Linear
    private let key: Linear
    private let value: Linear
    /// The output projection, with the block's layer scale folded in.
    private let projection: Linear

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
        _ tokens: consuming Tensor, normalizedBy norm: LayerNorm, recording: LayerRecording?,
        into trace: inout [LayerTrace]
    ) -> Tensor {
        let projections = Linear.project(tokens, normalizedBy: norm, through: [query, key, value])
        let (q, k, v) = (prepared(projections[0]), prepared(projections[1]), projections[2])
        let (weightedSum, kept) = attention(
            queries: q, keys: k, values: v, keeping: recording?.selection ?? .none,
            keepsLogSums: recording?.keepsQueriesAndKeys ?? false)
        if let recording { trace.append(layerTrace(recording, kept, queries: q, keys: k)) }
        return projection(weightedSum, addedTo: tokens)
    }

    /// What `recording` asks for and nothing else: Keys of all tokens, Queries of the recorded ones, no Values.
    /// (N, D) → the trace of this layer
    func record(_ tokens: Tensor, normalizedBy norm: LayerNorm, recording: LayerRecording) -> LayerTrace {
        let k = prepared(Linear.project(tokens, normalizedBy: norm, through: [key])[0])
        var selection = recording.selection
        var asking = tokens
        if !recording.keepsQueriesAndKeys {
            asking = tokens.rows(selection.queries)
            selection = .init(queries: Array(selection.queries.indices), heads: selection.heads)
        }
        let q = prepared(Linear.project(asking, normalizedBy: norm, through: [query])[0])
        // A few Queries cost next to nothing: their scores need not be rounded. That alone brings maps in bfloat16 three
        // times as near to those in float32. Methods that walk back need Q and K as the layer would use them.
        let attention = attention(in: recording.keepsQueriesAndKeys ? query.precision : .float32)
        let kept = attention.kept(
            queries: q, keys: k, keeping: selection, keepsLogSums: recording.keepsQueriesAndKeys)
        return layerTrace(recording, kept, queries: q, keys: k)
    }

    /// Q, K, V, scores, probabilities and the weighted sum of one token, each by itself.
    public func stages(_ x: Tensor, query token: Int) -> AttentionStages {
        let (q, k, v) = (query(x.rows([token])), key(x), value(x))
        return AttentionStages(
            query: q, keys: k, values: v, preparedQuery: prepared(q), preparedKeys: prepared(k), headCount: headCount,
            scale: attention.scale)
    }

    private var attention: ScaledAttention { attention(in: query.precision) }

    private func attention(in precision: Precision) -> ScaledAttention {
        ScaledAttention(
            headCount: headCount, scale: scoreFunction.scale(headDimension: headDimension), precision: precision)
    }

    private func prepared(_ vectors: Tensor) -> Tensor {
        scoreFunction.prepared(vectors, headCount: headCount)
    }

    private func layerTrace(
        _ recording: LayerRecording, _ kept: ScaledAttention.Kept, queries: Tensor, keys: Tensor
    ) -> LayerTrace {
        LayerTrace(
            layer: recording.layer, heads: recording.selection.heads, queries: recording.selection.queries,
            probabilities: kept.probabilities,
            projections: kept.logSums.map {
                LayerProjections(queries: queries, keys: keys, logSums: $0, attention: attention)
            })
    }
}
