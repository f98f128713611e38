/// A colour of 8 bits a channel, in the picture's own space (sRGB).
public struct RGB: Hashable, Sendable {
    /// From none, 0, to all, 255.
    public let red: UInt8
    /// See `red`.
    public let green: UInt8
    /// See `red`.
    public let blue: UInt8

    /// A colour of three channels.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// From 0xRRGGBB.
    package init(hexadecimal value: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: value >> 16), green: UInt8(truncatingIfNeeded: value >> 8),
            blue: UInt8(truncatingIfNeeded: value))
    }

    /// What lies around and between pictures, and where a map says nothing.
    package static let paper = RGB(red: 255, green: 255, blue: 255)
    /// What is written in.
    package static let ink = RGB(red: 32, green: 32, blue: 32)
}
