public import Tensors

/// How tokens become colours: three principal components as red, green and blue, each from its lowest value to its
/// highest; of the foreground alone if it was split from the rest.
public struct TokenPalette: Sendable, Equatable {
    /// Nil where all patches have colours.
    public let split: ForegroundSplit?
    /// Of three components, or fewer where the tokens differ in fewer.
    public let basis: PrincipalBasis
    /// What is 0 and what is 1, for each component.
    public let ranges: [ClosedRange<Double>]

    /// As many ranges as components.
    public init(split: ForegroundSplit?, basis: PrincipalBasis, ranges: [ClosedRange<Double>]) {
        precondition(ranges.count == basis.components.count, "\(ranges.count) ranges")
        self.split = split
        self.basis = basis
        self.ranges = ranges
    }

    /// Colours a palette has.
    public static let channelCount = 3

    /// Red, green and blue of each token, 0…1, cut off outside the ranges; a component that is missing is 0.
    /// (N, D) → 3 × N
    public func colors(of tokens: Tensor) -> [[Float]] {
        var channels = zip(basis.coordinates(of: tokens), ranges).map { coordinates, range in
            coordinates.map { value in
                let width = range.upperBound - range.lowerBound
                return width > 0 ? Float(min(max((value - range.lowerBound) / width, 0), 1)) : 0
            }
        }
        while channels.count < Self.channelCount {
            channels.append([Float](repeating: 0, count: tokens.shape[0]))
        }
        return channels
    }
}
