internal import CKernels

extension Linear {
    /// tokens + contraction(innerNorm(activation(expansion(norm(tokens))))), in the tokens' own memory if nobody else
    /// holds it, each tile of tokens through all of it at once. (rows, D) → (rows, D)
    ///
    /// - Parameters:
    ///   - tokens: (rows, D)
    ///   - norm: of D channels.
    ///   - expansion: D → hidden
    ///   - activation: of the hidden values.
    ///   - innerNorm: of the hidden channels, or nil for none ("sub-LN", Wang et al. 2022).
    ///   - contraction: hidden → D
    public static func feedForward(
        _ tokens: consuming Tensor, normalizedBy norm: LayerNorm, expansion: Linear, activation: Activation = .gelu,
        innerNorm: LayerNorm? = nil, contraction: Linear
    ) -> Tensor {
        run(
            tokens, normalizedBy: norm, expansion: expansion, value: nil, activation: activation,
            innerNorm: innerNorm, contraction: contraction)
    }

    /// tokens + contraction(innerNorm(activation(gate(n)) · value(n))), n = norm(tokens): a gated linear unit
    /// (Shazeer 2020), SwiGLU with `silu`. As `feedForward` otherwise. (rows, D) → (rows, D)
    ///
    /// - Parameters:
    ///   - tokens: (rows, D)
    ///   - norm: of D channels.
    ///   - gate: D → hidden
    ///   - value: D → hidden
    ///   - activation: of the gate.
    ///   - innerNorm: of the hidden channels, or nil for none ("sub-LN", Wang et al. 2022).
    ///   - contraction: hidden → D
    public static func gatedFeedForward(
        _ tokens: consuming Tensor, normalizedBy norm: LayerNorm, gate: Linear, value: Linear, activation: Activation,
        innerNorm: LayerNorm? = nil, contraction: Linear
    ) -> Tensor {
        precondition(value.inputs == gate.inputs && value.outputs == gate.outputs, "gate and value differ in size")
        precondition(value.precision == gate.precision, "maps of the same rows have the same precision")
        return run(
            tokens, normalizedBy: norm, expansion: gate, value: value, activation: activation,
            innerNorm: innerNorm, contraction: contraction)
    }

    private static func run(
        _ tokens: consuming Tensor, normalizedBy norm: LayerNorm, expansion: Linear, value: Linear?,
        activation: Activation, innerNorm: LayerNorm?, contraction: Linear
    ) -> Tensor {
        precondition(
            tokens.shape[1] == expansion.inputs && expansion.outputs == contraction.inputs
                && contraction.outputs == expansion.inputs, "the maps do not fit \(tokens.shape)")
        precondition(norm.weight.count == expansion.inputs, "the norm does not fit \(tokens.shape)")
        precondition(innerNorm.map { $0.weight.count == expansion.outputs } ?? true, "the inner norm does not fit")
        let (rows, threads) = (Int64(tokens.shape[0]), Int32(tokens.workspace.threads))
        let address = tokens.mutableAddress()
        let status = norm.withDescription { norm in
            innerNorm.withDescription { innerNorm in
                var mlp = patchlens_mlp(
                    norm: norm, expansion: expansion.layer, value: value?.layer, activation: activation.raw,
                    inner_norm: innerNorm, contraction: contraction.layer)
                return withExtendedLifetime((expansion, value, contraction)) {
                    patchlens_feed_forward(address, rows, &mlp, threads)
                }
            }
        }
        precondition(status == 0, "out of memory in a product of (\(rows), \(expansion.inputs))")
        return tokens
    }
}
