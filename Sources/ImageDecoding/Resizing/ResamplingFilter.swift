#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How pixels are weighted when a picture is resized: Pillow's six filters.
public enum ResamplingFilter: String, Sendable, Hashable, CaseIterable {
    /// The pixel under each centre, and no other: nothing is weighted.
    case nearest
    /// Every pixel within half a pixel alike: the mean of what is covered.
    case box
    /// A triangle, one pixel to each side.
    case bilinear
    /// A sinc under Hamming's window, one pixel to each side.
    case hamming
    /// Keys' cubic with a = −0.5, two pixels to each side.
    case bicubic
    /// A sinc under the middle lobe of another three times as wide, three pixels to each side.
    case lanczos

    /// How far the filter reaches to each side of its centre, in pixels of the coarser picture.
    var support: Double {
        switch self {
        case .nearest, .box: 0.5
        case .bilinear, .hamming: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The weight at a distance from the centre, negative to its left.
    ///
    /// Terms are grouped, and ends belong to one side or the other, as in Pillow's Resample.c: otherwise some sums
    /// would round differently. `nearest` has no weights, and is here what it comes to where pixels are halved.
    func weight(at distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        case .nearest, .box:
            return distance > -0.5 && distance <= 0.5 ? 1 : 0
        case .bilinear:
            return x < 1 ? 1 - x : 0
        case .hamming:
            // The window's coefficients are those of a single-precision literal.
            return x < 1 ? Self.sinc(x) * (Double(0.54 as Float) + Double(0.46 as Float) * cos(x * .pi)) : 0
        case .bicubic:
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
            return 0
        case .lanczos:
            return distance >= -3 && distance < 3 ? Self.sinc(distance) * Self.sinc(distance / 3) : 0
        }
    }

    /// sin(πx) / πx.
    private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
}
