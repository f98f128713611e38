public import Tensors

/// The principal components of tokens (Pearson 1901): the directions in which they differ most.
///
/// An eigenvector's sign is arbitrary, and libraries differ in it (dinov2 issues 292, 420). Here a component's
/// coefficient of the largest magnitude is positive, the first of several: the same tokens give the same colours.
public struct PrincipalBasis: Sendable, Equatable {
    /// What is subtracted from a token first. (D)
    public let mean: [Double]
    /// Unit vectors, orthogonal to each other, the one of the largest variance first. (D) each
    public let components: [[Double]]
    /// The tokens' variance along each component.
    public let variances: [Double]

    /// As many variances as components.
    public init(mean: [Double], components: [[Double]], variances: [Double]) {
        precondition(components.count == variances.count, "\(variances.count) variances")
        precondition(
            components.allSatisfy { $0.count == mean.count }, "components of other than \(mean.count) channels")
        self.mean = mean
        self.components = components
        self.variances = variances
    }

    /// The coordinates of tokens along each component. (N, D) → components × N
    public func coordinates(of tokens: Tensor) -> [[Double]] {
        let (rows, channels) = (tokens.shape[0], tokens.shape[1])
        precondition(channels == mean.count, "tokens of \(channels) channels in a basis of \(mean.count)")
        let values = tokens.span
        return components.map { component in
            (0..<rows).map { row in
                var sum = 0.0
                for channel in 0..<channels {
                    sum += (Double(values[row * channels + channel]) - mean[channel]) * component[channel]
                }
                return sum
            }
        }
    }

    /// A vector or its opposite, whichever has its largest coefficient positive.
    static func signed(_ vector: [Double]) -> [Double] {
        var largest = 0.0
        for value in vector where abs(value) > abs(largest) { largest = value }
        return largest < 0 ? vector.map { -$0 } : vector
    }
}
