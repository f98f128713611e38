import Tensors

/// What a block's forward pass leaves for the way back: O(N·D). Queries, Keys, Values, probabilities and hidden values
/// are computed again.
struct BlockActivations {
    /// The tokens that entered. (N, D)
    let input: Tensor
    /// Those between the two halves. (N, D)
    let middle: Tensor
    /// The attention's weighted sums, before the output projection. (N, D)
    let weightedSum: Tensor
    /// log₂ Σ exp(score) of every head and Query. (heads, N)
    let logSums: Tensor
}

extension EncoderBlock {
    /// As the block itself, with what the way back needs. (N, D) → (N, D)
    func keepingActivations(_ tokens: Tensor, at places: TokenPlaces) -> (tokens: Tensor, activations: BlockActivations)
    {
        let attended = attention.keepingActivations(tokens, at: places, normalizedBy: norm1)
        let activations = BlockActivations(
            input: tokens, middle: attended.tokens, weightedSum: attended.weightedSum, logSums: attended.logSums)
        return (feedForward(attended.tokens, normalizedBy: norm2), activations)
    }

    /// Back through the feed-forward half, and as far into the attention as its weighted sums.
    ///
    /// - Parameters:
    ///   - gradient: ∂y/∂(tokens after the block) of these tokens. (rows.count, D)
    ///   - rows: the tokens whose gradient is not zero, or nil for all.
    func backward(
        _ gradient: consuming Tensor, of rows: [Int]?, activations: BlockActivations, at places: TokenPlaces
    ) -> AttentionBackward {
        let middle = rows.map(activations.middle.rows) ?? activations.middle
        let between = feedForward.inputGradient(gradient, of: middle, normalizedBy: norm2)
        return attention.backward(between, of: rows, activations: activations, at: places, normalizedBy: norm1)
    }
}
