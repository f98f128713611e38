import Tensors

extension FeedForward {
    /// ∂y/∂tokens by ∂y/∂(tokens + feed-forward(norm(tokens))). (rows, D), (rows, D) → (rows, D)
    func inputGradient(_ gradient: consuming Tensor, of tokens: Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        switch self {
        case .mlp(let mlp): mlp.inputGradient(gradient, of: tokens, normalizedBy: norm)
        case .gated(let mlp): mlp.inputGradient(gradient, of: tokens, normalizedBy: norm)
        }
    }
}

extension MLP {
    /// ∂y/∂tokens by ∂y/∂(tokens + W₂ act(W₁ norm(tokens))). (rows, D), (rows, D) → (rows, D)
    func inputGradient(_ gradient: consuming Tensor, of tokens: Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        Linear.feedForwardGradient(
            gradient, of: tokens, normalizedBy: norm, expansion: expansion, activation: activation,
            innerNorm: innerNorm, contraction: contraction)
    }
}

extension GatedMLP {
    /// ∂y/∂tokens by ∂y/∂(tokens + W₃ (act(W₁ x) ⊙ W₂ x)), x = norm(tokens). (rows, D), (rows, D) → (rows, D)
    func inputGradient(_ gradient: consuming Tensor, of tokens: Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        Linear.feedForwardGradient(
            gradient, of: tokens, normalizedBy: norm, expansion: gate, value: value, activation: activation,
            innerNorm: innerNorm, contraction: contraction)
    }
}
