import Tensors

/// One layer of the encoder, pre-norm as in Dosovitskiy et al. 2021, with layer scale (Touvron et al. 2021) where the
/// family has it. The scales λ are folded into the last linear map of each half when the weights are loaded: a channel
/// scaled after the map is the map with that row scaled.
public struct EncoderBlock: Sendable {
    let norm1: LayerNorm
    /// The attention, λ₁ folded in.
    public var attention: MultiHeadSelfAttention
    let norm2: LayerNorm
    let feedForward: FeedForward

    /// x = tokens + λ₁ attention(norm₁(tokens)), then x + λ₂ feed-forward(norm₂(x)). The norms and the sums are done on
    /// the way, a tile of tokens at a time. (N, D) → (N, D)
    func callAsFunction(
        _ tokens: consuming Tensor, at places: TokenPlaces, recording: LayerRecording?, into trace: inout [LayerTrace]
    ) -> Tensor {
        let x = attention(tokens, at: places, normalizedBy: norm1, recording: recording, into: &trace)
        return feedForward(x, normalizedBy: norm2)
    }

    /// Only what `recording` asks of this layer: the tokens after it are not computed. (N, D) → its trace
    func record(_ tokens: Tensor, at places: TokenPlaces, recording: LayerRecording) -> LayerTrace {
        attention.record(tokens, at: places, normalizedBy: norm1, recording: recording)
    }

    /// The Keys of all tokens, before they are prepared for the dot product. (N, D) → (N, D)
    func keys(of tokens: Tensor) -> Tensor { attention.keys(of: tokens, normalizedBy: norm1) }

    /// Q, K, V, scores, probabilities and weighted sum of one token. (N, D) → the stages
    func stages(_ tokens: Tensor, at places: TokenPlaces, query token: Int) -> AttentionStages {
        attention.stages(norm1(tokens), at: places, query: token)
    }
}
