/// How position embeddings are resized to another grid. Libraries differ, and a checkpoint's attention is only right
/// with the recipe of its own.
public enum PositionInterpolation: Sendable, Hashable {
    /// Hugging Face's DINOv2, ViT, CLIP and SigLIP: PyTorch's bicubic interpolation by size, with half-pixel centres,
    /// a = −0.75, edges repeated and no antialiasing.
    case bicubic

    struct Tap: Equatable {
        let index: Int
        let weight: Float
    }

    /// The learned positions that one new position is the weighted sum of.
    func taps(at position: Int, from inputLength: Int, to outputLength: Int) -> [Tap] {
        let scale = Double(inputLength) / Double(outputLength)
        let centre = (Double(position) + 0.5) * scale - 0.5
        let first = Int(centre.rounded(.down)) - 1
        return (0..<4).map { offset in
            let index = min(max(first + offset, 0), inputLength - 1)
            return Tap(index: index, weight: Float(Self.cubic(centre - Double(first + offset))))
        }
    }

    /// The cubic convolution kernel (Keys 1981) with a = −0.75, which PyTorch uses.
    private static func cubic(_ distance: Double) -> Double {
        let a = -0.75
        let x = abs(distance)
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
        return 0
    }
}
