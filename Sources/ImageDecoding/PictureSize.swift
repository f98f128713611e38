/// Height and width in pixels, in this order everywhere.
public struct PictureSize: Hashable, Sendable, CustomStringConvertible {
    /// Pixels from top to bottom.
    public let height: Int
    /// Pixels from left to right.
    public let width: Int

    /// A size in pixels.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The shorter of the two.
    public var shortSide: Int { min(height, width) }

    /// `height×width`.
    public var description: String { "\(height)×\(width)" }
}
