import Checkpoints

/// The weights of each recipe. Resizing is separable, so that one axis is all they know.
extension PositionInterpolation {
    struct Tap: Equatable {
        let index: Int
        let weight: Float
    }

    /// The learned positions that one new position is the weighted sum of.
    func taps(at position: Int, from inputLength: Int, to outputLength: Int) -> [Tap] {
        switch self {
        case .bicubic:
            Self.taps(at: position, inputLength, step: Double(inputLength) / Double(outputLength))
        case .bicubicByScale:
            Self.taps(at: position, inputLength, step: Double(inputLength) / (Double(outputLength) + 0.1))
        case .antialiased:
            Self.antialiasedTaps(at: position, inputLength, step: Double(inputLength) / Double(outputLength))
        }
    }

    /// Four taps around the centre; beyond the edge the edge is repeated.
    private static func taps(at position: Int, _ inputLength: Int, step: Double) -> [Tap] {
        let centre = (Double(position) + 0.5) * step - 0.5
        let first = Int(centre.rounded(.down)) - 1
        return (0..<4).map { offset in
            let index = min(max(first + offset, 0), inputLength - 1)
            return Tap(index: index, weight: Float(cubic(centre - Double(first + offset), a: -0.75)))
        }
    }

    /// The kernel as wide as a step where that is more than 1, cut at the edges, its weights made to sum to 1.
    private static func antialiasedTaps(at position: Int, _ inputLength: Int, step: Double) -> [Tap] {
        let width = max(step, 1)
        let centre = (Double(position) + 0.5) * step
        let first = max(Int(centre - 2 * width + 0.5), 0)
        let end = min(Int(centre + 2 * width + 0.5), inputLength)
        let weights = (first..<end).map { cubic((Double($0) - centre + 0.5) / width, a: -0.5) }
        let sum = weights.reduce(0, +)
        return zip(first..<end, weights).map { Tap(index: $0, weight: Float($1 / sum)) }
    }

    /// The cubic convolution kernel (Keys 1981); PyTorch has a = −0.75, and with antialiasing −0.5, as Pillow.
    private static func cubic(_ distance: Double, a: Double) -> Double {
        let x = abs(distance)
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
        return 0
    }
}
