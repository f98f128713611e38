import Tensors

extension AttentionPooling {
    /// The gradients at the tokens from that at the pooled vector, and the probe's probabilities with their gradients.
    /// (D), (N, D) → (N, D), (heads, N) twice
    ///
    /// With one Query q the products with the maps of K and V need not be made for every token: the gradient at token k
    /// is Σ over heads of ∂y/∂score[k] · (Wᴷᵀ q ⁄ √d) + p[k] · (Wⱽᵀ ∂y/∂o), and the brackets are one vector a head.
    func gradients(
        of gradient: [Double], over tokens: Tensor
    ) -> (gradients: TokenGradients, reading: OutputReading) {
        let projections = Linear.project(tokens, through: [key, value])
        let (weightedSum, kept) = attention(
            queries: query, keys: projections[0], values: projections[1],
            keeping: .init(queries: [0], heads: Array(0..<headCount)))
        let attended = projection(weightedSum)
        let atSum = projection.inputGradient(of: mlp.inputGradient(of: gradient, at: attended, normalizedBy: norm))
        let slopes = probabilityGradients(atSum, values: projections[1])
        let count = tokens.shape[0]
        let probabilities = kept.probabilities.reshaped(to: [headCount, count])
        let gradients = tokenGradients(atSum, probabilities: probabilities, slopes: slopes)
        let slopeTensor = Tensor(
            slopes.flatMap { $0.map { Float($0) } }, shape: [headCount, count], in: tokens.workspace)
        return (
            TokenGradients(rows: Array(0..<count), values: gradients),
            .probe(probabilities: probabilities, gradients: slopeTensor)
        )
    }

    private var headDimension: Int { query.count / headCount }

    /// ∂y/∂p = Vᵀ ∂y/∂o in each head. → heads, each (N)
    private func probabilityGradients(_ gradient: [Double], values: Tensor) -> [[Double]] {
        let (count, channels) = (values.shape[0], values.shape[1])
        let span = values.span
        return (0..<headCount).map { head in
            let own = head * headDimension..<(head + 1) * headDimension
            return (0..<count).map { token in
                own.reduce(0) { $0 + gradient[$1] * Double(span[token * channels + $1]) }
            }
        }
    }

    /// Through the softmax, ∂y/∂score = p (∂y/∂p − Σ p ∂y/∂p), and through the maps of Keys and Values. → (N, D)
    private func tokenGradients(_ gradient: [Double], probabilities: Tensor, slopes: [[Double]]) -> [Double] {
        let byScore = key.inputGradients(of: heads(of: query.row(0).map { $0 * Double(attention.scale) }))
        let byValue = value.inputGradients(of: heads(of: gradient))
        let (count, channels) = (probabilities.shape[1], key.inputs)
        var result = [Double](repeating: 0, count: count * channels)
        for head in 0..<headCount {
            let p = probabilities.row(head)
            let mean = Vectors.dot(p, slopes[head])
            for token in 0..<count {
                let score = p[token] * (slopes[head][token] - mean)
                for channel in 0..<channels {
                    result[token * channels + channel] +=
                        score * byScore[head][channel] + p[token] * byValue[head][channel]
                }
            }
        }
        return result
    }

    /// A vector once for each head, zero outside that head's channels.
    private func heads(of vector: [Double]) -> [[Double]] {
        (0..<headCount).map { head in
            vector.enumerated().map { $0.offset / headDimension == head ? $0.element : 0 }
        }
    }
}

extension MLP {
    /// The gradient at one row x from that at x + W₂ act(W₁ norm(x)), for an MLP without an inner norm. (D), (1,
    /// D) → (D)
    func inputGradient(of gradient: [Double], at row: Tensor, normalizedBy norm: LayerNorm) -> [Double] {
        precondition(innerNorm == nil, "no pooling has a norm inside its MLP")
        let hidden = expansion(norm(row)).row(0)
        let atHidden = zip(contraction.inputGradient(of: gradient), hidden).map { $0 * activation.slope(at: $1) }
        let atNorm = expansion.inputGradient(of: atHidden)
        return zip(gradient, norm.inputGradient(of: atNorm, at: row.row(0))).map(+)
    }
}
