public import ImageDecoding
public import Tensors
public import VisionTransformers

/// A picture's tokens after the final norm, those of its patches and the class token's apart.
public struct PatchTokens: Sendable {
    /// Row by row of the grid. (N, D)
    public let patches: Tensor
    /// (D); nil in a model that has none.
    public let classToken: [Float]?

    /// Tokens that were computed before.
    public init(patches: Tensor, classToken: [Float]?) {
        precondition(classToken.map { $0.count == patches.shape[1] } ?? true, "a class token of other channels")
        self.patches = patches
        self.classToken = classToken
    }
}

extension VisionTransformer {
    /// The tokens that principal components are found of, and colours given to.
    public func patchTokens(of patches: Patches) throws(EncodingError) -> PatchTokens {
        let tokens = try finalTokens(of: patches)
        let channels = tokens.shape[1]
        let hasClassToken = hasClassAttention && !probeIsClassToken
        return PatchTokens(
            patches: tokens.rows(Array(prefixTokenCount..<tokens.shape[0])),
            classToken: hasClassToken ? (0..<channels).map { tokens.span[$0] } : nil)
    }

    /// All tokens after the final norm. (N, D)
    func finalTokens(of patches: Patches) throws(EncodingError) -> Tensor {
        try tokens(after: layerCount - 1, on: patches, normalized: true)
    }
}

extension Tensor {
    /// The cosine of each row to a vector, 0 where either has no length. (N, D) → N
    func cosines(to vector: [Double]) -> [Float] {
        let length = LanczosSolver.length(vector)
        return (0..<shape[0]).map { index in
            let own = row(index)
            let lengths = LanczosSolver.length(own) * length
            // Rounding can take a token's cosine with itself beyond 1.
            return lengths > 0 ? Float(min(max(LanczosSolver.dot(own, vector) / lengths, -1), 1)) : 0
        }
    }
}
