/// What becomes of transparency: a `Picture` has none.
public enum AlphaTreatment: String, Sendable, Hashable, CaseIterable {
    /// Laid on white, as the image processors of Hugging Face do: (v·α + 255·(255 − α)) / 255, rounded to nearest.
    case white
    /// Laid on black: v·α / 255, rounded to nearest.
    case black
    /// Ignored: the colours that are stored under it come out, as in Pillow's `convert("RGB")`.
    case drop
}
