/// How pixels are weighted when a picture is resized.
public enum ResamplingFilter: String, Sendable, Hashable, CaseIterable {
    /// A triangle, one pixel to each side.
    case bilinear
    /// Keys' cubic with a = −0.5, two pixels to each side.
    case bicubic

    /// How far the filter reaches to each side of its centre, in pixels of the coarser picture.
    var support: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        }
    }

    /// The weight at a distance from the centre.
    ///
    /// The cubic's terms are grouped as Pillow groups them: other groupings round differently.
    func weight(at distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        case .bilinear:
            return x < 1 ? 1 - x : 0
        case .bicubic:
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
            return 0
        }
    }
}
