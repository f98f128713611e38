import Tensors

extension ScoreFunction {
    /// ∂y/∂vectors by ∂y/∂(the vectors as `prepared` makes them). (N, D), (N, D) → (N, D)
    func inputGradient(_ gradient: consuming Tensor, of vectors: Tensor, headCount: Int) -> Tensor {
        switch self {
        case .scaledDotProduct, .dotProduct: gradient
        case .cosine: vectors.gradientOfNormalizing(gradient, headCount: headCount)
        }
    }
}
