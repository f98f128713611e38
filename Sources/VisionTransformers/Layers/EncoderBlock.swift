public import Tensors

/// One layer of the encoder, pre-norm as in Dosovitskiy et al. 2021, with layer scale (Touvron et al. 2021) where the
/// family has it. The scales λ are folded into the last linear map of each half when the weights are loaded: a channel
/// scaled after the map is the map with that row scaled.
public struct EncoderBlock: Sendable {
    let norm1: LayerNorm
    /// The attention, λ₁ folded in.
    public var attention: MultiHeadSelfAttention
    let norm2: LayerNorm
    let mlp: MLP

    /// x = tokens + λ₁ attention(norm₁(tokens)), then x + λ₂ mlp(norm₂(x)). The norms and the sums are done on the way,
    /// a tile of tokens at a time. (N, D) → (N, D)
    func callAsFunction(
        _ tokens: consuming Tensor, recording: LayerRecording?, into trace: inout [LayerTrace]
    ) -> Tensor {
        let x = attention(tokens, normalizedBy: norm1, recording: recording, into: &trace)
        return mlp(x, normalizedBy: norm2)
    }

    /// Only what `recording` asks of this layer: the tokens after it are not computed. (N, D) → its trace
    func record(_ tokens: Tensor, recording: LayerRecording) -> LayerTrace {
        attention.record(tokens, normalizedBy: norm1, recording: recording)
    }

    /// Q, K, V, scores, probabilities and weighted sum of one token. (N, D) → the stages
    public func stages(_ tokens: Tensor, query token: Int) -> AttentionStages {
        attention.stages(norm1(tokens), query: token)
    }
}
