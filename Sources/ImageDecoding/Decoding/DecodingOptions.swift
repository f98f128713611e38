/// How a file becomes a picture.
public struct DecodingOptions: Sendable, Hashable {
    /// What becomes of transparency.
    public var alpha: AlphaTreatment
    /// How much the file may ask for.
    public var limits: DecodingLimits

    /// White behind transparency and the default limits, unless said otherwise.
    public init(alpha: AlphaTreatment = .white, limits: DecodingLimits = .default) {
        self.alpha = alpha
        self.limits = limits
    }
}
