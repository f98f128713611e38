internal import CKernels

/// What the factors of matrix products are rounded to. Sums, softmax, norms and the tokens between layers are float32
/// in all of them.
public enum Precision: String, Sendable, Hashable, CaseIterable {
    /// Nothing is rounded: the precision that agrees with other libraries to 1e-4.
    case float32 = "f32"
    /// Both factors to bfloat16, with 8 bits of mantissa, in products and in attention.
    case bfloat16 = "bf16"
    /// Both factors of the linear maps to 8-bit integers, weights by a scale for each output and inputs by one for each
    /// token; attention as with `bfloat16`.
    case int8

    /// Whether this processor has the instructions, and this build the library. Models refuse what is not available.
    public var isAvailable: Bool { patchlens_precision_available(raw) != 0 }

    var raw: patchlens_precision {
        switch self {
        case .float32: patchlens_float32
        case .bfloat16: patchlens_bfloat16
        case .int8: patchlens_int8
        }
    }
}
