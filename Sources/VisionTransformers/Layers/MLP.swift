import Tensors

/// The feed-forward half of a block: each token by itself, through more channels and back.
public enum FeedForward: Sendable {
    /// Two linear maps and an activation.
    case mlp(MLP)
    /// Three, one of which gates another.
    case gated(GatedMLP)

    /// tokens + feed-forward(norm(tokens)). (N, D) → (N, D)
    func callAsFunction(_ tokens: consuming Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        switch self {
        case .mlp(let mlp): mlp(tokens, normalizedBy: norm)
        case .gated(let mlp): mlp(tokens, normalizedBy: norm)
        }
    }
}

/// Two linear maps with an activation between.
public struct MLP: Sendable {
    let expansion: Linear
    let activation: Activation
    /// Before the second map where the family has sub-LN (Wang et al. 2022).
    let innerNorm: LayerNorm?
    /// With the block's layer scale folded in.
    let contraction: Linear

    init(expansion: Linear, activation: Activation, innerNorm: LayerNorm? = nil, contraction: Linear) {
        self.expansion = expansion
        self.activation = activation
        self.innerNorm = innerNorm
        self.contraction = contraction
    }

    /// tokens + W₂ act(W₁ norm(tokens)). (N, D) → (N, D)
    func callAsFunction(_ tokens: consuming Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        Linear.feedForward(
            tokens, normalizedBy: norm, expansion: expansion, activation: activation, innerNorm: innerNorm,
            contraction: contraction)
    }
}

/// A gated linear unit (Shazeer 2020): one map of the tokens, activated, times another.
public struct GatedMLP: Sendable {
    let gate: Linear
    let value: Linear
    let activation: Activation
    /// Before the last map where the family has sub-LN (Wang et al. 2022).
    let innerNorm: LayerNorm?
    /// With the block's layer scale folded in.
    let contraction: Linear

    init(gate: Linear, value: Linear, activation: Activation, innerNorm: LayerNorm?, contraction: Linear) {
        self.gate = gate
        self.value = value
        self.activation = activation
        self.innerNorm = innerNorm
        self.contraction = contraction
    }

    /// tokens + W₃ (act(W₁ x) ⊙ W₂ x), x = norm(tokens). (N, D) → (N, D)
    func callAsFunction(_ tokens: consuming Tensor, normalizedBy norm: LayerNorm) -> Tensor {
        Linear.gatedFeedForward(
            tokens, normalizedBy: norm, gate: gate, value: value, activation: activation, innerNorm: innerNorm,
            contraction: contraction)
    }
}
