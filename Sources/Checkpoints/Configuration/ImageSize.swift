/// Height and width in pixels, as a configuration file gives them.
public struct ImageSize: Hashable, Sendable, CustomStringConvertible {
    /// Pixels from top to bottom.
    public let height: Int
    /// Pixels from left to right.
    public let width: Int

    /// A size in pixels.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// `height×width`.
    public var description: String { "\(height)×\(width)" }
}
