import Tensors

/// Attention pooling (Lee et al. 2019; SigLIP, Zhai et al. 2023): a learnt probe attends to all tokens, which makes one
/// vector of them. In a model without class token the probe's attention is the class attention.
public struct AttentionPooling: Sendable {
    /// The probe through its Query map: it is the same for every picture. (1, D)
    let query: Tensor
    let key: Linear
    let value: Linear
    let projection: Linear
    let norm: LayerNorm
    let mlp: MLP
    let headCount: Int

    init(
        query: Tensor, key: Linear, value: Linear, projection: Linear, norm: LayerNorm, mlp: MLP, headCount: Int
    ) {
        self.query = query
        self.key = key
        self.value = value
        self.projection = projection
        self.norm = norm
        self.mlp = mlp
        self.headCount = headCount
    }

    var attention: ScaledAttention {
        ScaledAttention(headCount: headCount, scale: 1 / Float(query.count / headCount).squareRoot())
    }

    /// x = projection(softmax(q Kᵀ ⁄ √d) V), then x + mlp(norm(x)). (N, D) → (1, D)
    func callAsFunction(_ tokens: Tensor) -> Tensor {
        let projections = Linear.project(tokens, through: [key, value])
        let weightedSum = attention(queries: query, keys: projections[0], values: projections[1]).output
        return mlp(projection(weightedSum), normalizedBy: norm)
    }

    /// The probe's probabilities over all tokens. (N, D) → (heads.count, 1, N)
    func probabilities(over tokens: Tensor, heads: [Int]) -> Tensor {
        let keys = key(tokens)
        return attention.kept(queries: query, keys: keys, keeping: .init(queries: [0], heads: heads)).probabilities
    }
}
