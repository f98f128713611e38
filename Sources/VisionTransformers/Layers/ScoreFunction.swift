import Tensors

/// How well a Key answers a Query: the score before the softmax.
public enum ScoreFunction: Sendable, Hashable {
    /// Q·K / √d (Vaswani et al. 2017), d the dimension of a head.
    case scaledDotProduct
    /// Q·K, unscaled.
    case dotProduct
    /// cos(Q, K) / temperature (Swin v2, Liu et al. 2022, with its learned scale as the temperature's inverse).
    case cosine(temperature: Float)

    /// What Q·K is multiplied by.
    func scale(headDimension: Int) -> Float {
        switch self {
        case .scaledDotProduct: 1 / Float(headDimension).squareRoot()
        case .dotProduct: 1
        case .cosine(let temperature): 1 / temperature
        }
    }

    /// Q or K as it enters the dot product: of unit length, head by head, for a cosine.
    func prepared(_ vectors: Tensor, headCount: Int) -> Tensor {
        switch self {
        case .scaledDotProduct, .dotProduct: vectors
        case .cosine: vectors.normalizedPerHead(headCount: headCount)
        }
    }
}
