public import ImageDecoding
public import Tensors

/// The attention that a `Recording` asked for.
public struct AttentionTrace: Sendable {
    /// Where the patches lie on the original picture.
    public let geometry: PatchGeometry
    /// Tokens before the patches: class and registers.
    public let prefixTokenCount: Int
    /// The recorded layers, ascending.
    public let layers: [LayerTrace]
}

/// The attention of one layer.
public struct LayerTrace: Sendable {
    /// The layer, counted from 0.
    public let layer: Int
    /// The heads that were kept, ascending.
    public let heads: [Int]
    /// The Queries that were kept, as token numbers, ascending; `probe` for that of an attention pooling.
    public let queries: [Int]
    /// Real probabilities over all tokens, each row summing to 1. (heads, queries, N)
    public let probabilities: Tensor
    /// Q and K, if they were asked for.
    public let projections: LayerProjections?

    /// In the place of a token's number: the probe of an attention pooling, which is no token.
    public static let probe = -1

    /// Whether everything that was recorded is made of numbers.
    var isFinite: Bool {
        probabilities.isFinite && projections?.isFinite ?? true
    }

    /// One Query's probabilities over all N tokens in one head, both by their place in `queries` and `heads`.
    public func row(head: Int, query: Int) -> [Float] {
        let tokenCount = probabilities.shape[2]
        let start = (head * queries.count + query) * tokenCount
        let span = probabilities.span
        return (start..<(start + tokenCount)).map { span[$0] }
    }
}

extension LayerTrace {
    /// The attention of an attention pooling's probe over all tokens.
    /// It stands for the class attention of the last layer.
    init(probeOf pooling: AttentionPooling, over tokens: Tensor, heads: [Int], layer: Int) {
        self.init(
            layer: layer, heads: heads, queries: [Self.probe],
            probabilities: pooling.probabilities(over: tokens, heads: heads), projections: nil)
    }
}

/// Q and K of a layer, from which any row of its attention can be computed again.
public struct LayerProjections: Sendable {
    /// (N, D), heads side by side, as they enter the dot product.
    public let queries: Tensor
    /// (N, D), likewise.
    public let keys: Tensor
    /// log₂ Σ exp(score) of every head and Query: what the softmax divided by. (heads, N)
    public let logSums: Tensor
    private let attention: ScaledAttention
    private let bias: PlacedBias?

    init(queries: Tensor, keys: Tensor, logSums: Tensor, attention: ScaledAttention, bias: PlacedBias?) {
        self.queries = queries
        self.keys = keys
        self.logSums = logSums
        self.attention = attention
        self.bias = bias
    }

    /// How many heads there are.
    public var headCount: Int { attention.headCount }

    /// How many tokens there are, prefix tokens and patches.
    public var tokenCount: Int { keys.shape[0] }

    /// Whether Q, K and what follows from them are made of numbers.
    var isFinite: Bool { queries.isFinite && keys.isFinite && logSums.isFinite }

    /// The probabilities of some Queries over all tokens in every head. → (heads, tokens.count, N)
    public func probabilities(of tokens: Range<Int>) -> Tensor {
        let selection = ScaledAttention.Selection(queries: Array(tokens), heads: Array(0..<headCount))
        return BiasedAttention(attention: attention, bias: bias).kept(
            queries: queries.rows(Array(tokens)), keys: keys, of: Array(tokens), keeping: selection, keepsLogSums: false
        ).probabilities
    }

    /// Adds to `result` the row vector `weights` times this attention, its heads averaged. Neither N×N numbers nor a
    /// part of them are in memory. (N), (N) → (N)
    package func propagate(weights: [Double], into result: inout [Double]) {
        BiasedAttention(attention: attention, bias: bias)
            .propagate(weights: weights, queries: queries, keys: keys, logSums: logSums, into: &result)
    }
}
