/// How a picture of any size becomes a grid of patches.
public enum PictureFit: String, Sendable, Hashable, CaseIterable {
    /// The whole picture: the short side resized to a given length, each side then to a whole number of patches.
    case whole
    /// As the model's own image processor does it: resized, then cropped at its centre.
    case processor
}
