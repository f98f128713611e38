internal import CKernels

/// What becomes of each hidden value of a feed-forward part; σ(x) is 1 / (1 + exp(−x)).
public enum Activation: Sendable, Hashable, CaseIterable {
    /// x Φ(x), Φ by the error function (Hendrycks and Gimpel 2016).
    case gelu
    /// GELU by its authors' approximation: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
    case geluTanh
    /// GELU by their simpler one: x σ(1.702 x).
    case quickGELU
    /// x σ(x), also called swish.
    case silu
    /// max(x, 0)
    case relu

    var raw: patchlens_activation {
        switch self {
        case .gelu: patchlens_gelu_activation
        case .geluTanh: patchlens_gelu_tanh_activation
        case .quickGELU: patchlens_quick_gelu_activation
        case .silu: patchlens_silu_activation
        case .relu: patchlens_relu_activation
        }
    }
}
