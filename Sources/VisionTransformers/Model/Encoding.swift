public import Tensors

/// What came out of the encoder, as far as the `Recording` asked for it.
public struct Encoding: Sendable {
    /// The recorded attention; no layers when none was asked for.
    public let attention: AttentionTrace
    /// All tokens after the final norm, prefix tokens first: (N, D). Nil unless the recording keeps tokens.
    public let tokens: Tensor?
}
