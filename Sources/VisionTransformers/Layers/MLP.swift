import Tensors

/// The feed-forward part of a block: two linear maps with GELU between, for each token by itself.
public struct MLP: Sendable {
    private let expansion: Linear
    /// With the block's layer scale folded in.
    private let contraction: Linear

    init(expansion: Linear, contraction: Linear) {
        self.expansion = expansion
        self.contraction = contraction
    }

    /// tokens + W₂ GELU(W₁ norm(tokens)). (N, D) → (N, D)
    func callAsFunction(_ tokens: consuming Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        Linear.feedForward(tokens, normalizedBy: norm, expansion: expansion, contraction: contraction)
    }
}
