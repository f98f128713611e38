/// How a file becomes a picture.
public struct DecodingOptions: Sendable, Hashable {
    /// What becomes of transparency.
    public var alpha: AlphaTreatment
    /// How much the file may ask for.
    public var limits: DecodingLimits
    /// Whether a file that ends among its pixels is decoded as far as it goes, with `DecodingWarning.truncated`, and is
    /// no error. Missing rows of a PNG are grey, 128; missing passes leave the pixels as coarse as the passes before.
    /// Missing parts of a JPEG are grey, 128 in each of its samples; missing scans leave it as coarse as those before.
    public var allowsTruncated: Bool

    /// White behind transparency, the default limits, and an error for what is truncated, unless said otherwise.
    public init(
        alpha: AlphaTreatment = .white, limits: DecodingLimits = .default, allowsTruncated: Bool = false
    ) {
        self.alpha = alpha
        self.limits = limits
        self.allowsTruncated = allowsTruncated
    }
}
