public import Tensors

/// The mean and covariance of any number of tokens, seen some at a time.
///
/// Two of them make one of all their tokens (Chan, Golub and LeVeque 1983), so that pictures can be looked at in
/// parallel; merged in the order of the pictures, the numbers are the same every time. All sums are in double:
/// D² numbers, 1.2 MB for 384 channels and 19 MB for 1,536.
public struct TokenCovariance: Sendable, Equatable {
    /// Channels of a token, D.
    public let channels: Int
    /// Tokens seen.
    public private(set) var count = 0
    /// (D)
    public private(set) var mean: [Double]
    /// Σ (x − mean)(x − mean)ᵀ. (D, D), row-major
    private var scatter: [Double]

    /// Of no tokens yet.
    public init(channels: Int) {
        self.channels = channels
        mean = [Double](repeating: 0, count: channels)
        scatter = [Double](repeating: 0, count: channels * channels)
    }

    /// Of these tokens. (N, D)
    public init(of tokens: Tensor) {
        self.init(channels: tokens.shape[1])
        guard tokens.shape[0] > 0 else { return }
        count = tokens.shape[0]
        mean = tokens.meanOfRows()
        scatter = tokens.scatter(about: mean)
    }

    /// Takes another's tokens in as well; of as many channels.
    public mutating func merge(_ other: TokenCovariance) {
        precondition(other.channels == channels, "\(other.channels) channels into \(channels)")
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let step = zip(other.mean, mean).map { $0 - $1 }
        let all = Double(count + other.count)
        let weight = Double(count) * Double(other.count) / all
        for row in 0..<channels {
            let factor = step[row] * weight
            for column in 0..<channels {
                let place = row * channels + column
                scatter[place] += other.scatter[place] + factor * step[column]
            }
        }
        for channel in 0..<channels { mean[channel] += step[channel] * Double(other.count) / all }
        count += other.count
    }

    /// Covariances over N − 1, as NumPy's `cov`. (D, D), row-major
    var covariances: [Double] { scatter.map { $0 / Double(max(1, count - 1)) } }

    /// The directions in which the tokens differ most, the first most of all.
    ///
    /// A component in which they do not differ at all, as the second of two tokens, is left out.
    public func principalBasis(_ componentCount: Int) -> PrincipalBasis {
        let covariances = covariances
        let solver = LanczosSolver(dimension: channels, mostProducts: channels)
        let pairs = (try? solver.largest(componentCount) { Self.product(covariances, $0) }) ?? []
        let least = (pairs.first?.value ?? 0) * 1e-12
        let kept = pairs.filter { $0.value > least }
        return PrincipalBasis(
            mean: mean, components: kept.map { PrincipalBasis.signed($0.vector) }, variances: kept.map(\.value))
    }

    private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
        let count = vector.count
        return matrix.withUnsafeBufferPointer { matrix in
            vector.withUnsafeBufferPointer { vector in
                (0..<count).map { LanczosSolver.dot(matrix[$0 * count..<($0 + 1) * count], vector[0..<count]) }
            }
        }
    }
}
