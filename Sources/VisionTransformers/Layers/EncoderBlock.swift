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

    /// x = tokens + λ₁ attention(norm₁(tokens)), then x + λ₂ mlp(norm₂(x)). (N, D) → (N, D)
    func callAsFunction(
        _ tokens: consuming Tensor, recording: LayerRecording?, into trace: inout [LayerTrace]
    ) -> Tensor {
        let normalized = norm1(tokens)
        let x = attention(normalized, addedTo: tokens, recording: recording, into: &trace)
        let normalizedAgain = norm2(x)
        return mlp(normalizedAgain, addedTo: x)
    }

    /// Only what `recording` asks of this layer: the tokens after it are not computed. (N, D) → its trace
    func record(_ tokens: Tensor, recording: LayerRecording) -> LayerTrace {
        attention.record(norm1(tokens), recording: recording)
    }

    /// Q, K, V, scores, probabilities and weighted sum of one token. (N, D) → the stages
    public func stages(_ tokens: Tensor, query token: Int) -> AttentionStages {
        attention.stages(norm1(tokens), query: token)
    }
}
