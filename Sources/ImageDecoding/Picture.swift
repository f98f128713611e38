/// An upright picture of 8-bit RGB.
public struct Picture: Sendable, Equatable {
    /// Height and width in pixels, as the picture is looked at.
    public let size: PictureSize
    /// Red, green and blue of each pixel, row by row: height × width × 3 bytes.
    public let pixels: [UInt8]
    /// The EXIF orientation found in the file, which has been applied: 1 to 8, and 1 when there was none.
    public let orientation: Int
    /// The size of the whole picture: larger than `size` where a JPEG was decoded at less than its own.
    public let originalSize: PictureSize
    /// What is odd about the file; empty for a sound one, and for a picture that was made otherwise.
    public let warnings: [DecodingWarning]

    /// A picture from its pixels, height × width × 3 of them.
    public init(
        size: PictureSize, pixels: [UInt8], orientation: Int = 1, originalSize: PictureSize? = nil,
        warnings: [DecodingWarning] = []
    ) {
        precondition(size.height >= 1 && size.width >= 1, "a picture has at least one pixel, not \(size)")
        precondition(
            pixels.count == size.height * size.width * Self.channels, "\(pixels.count) bytes are no picture of \(size)")
        self.size = size
        self.pixels = pixels
        self.orientation = orientation
        self.originalSize = originalSize ?? size
        self.warnings = warnings
    }

    /// Red, green, blue.
    static let channels = 3

    /// A part of the picture, which must lie inside it.
    public func cropped(top: Int, left: Int, to part: PictureSize) -> Picture {
        precondition(
            top >= 0 && left >= 0 && top + part.height <= size.height && left + part.width <= size.width,
            "a part of \(part) at (\(top), \(left)) is not inside a picture of \(size)")
        if part == size { return self }
        var rows: [UInt8] = []
        rows.reserveCapacity(part.height * part.width * Self.channels)
        for y in top..<top + part.height {
            let start = (y * size.width + left) * Self.channels
            rows.append(contentsOf: pixels[start..<start + part.width * Self.channels])
        }
        return Picture(size: part, pixels: rows, orientation: orientation)
    }

    /// The picture on a larger ground of one colour: red, green and blue.
    func placed(atTop top: Int, left: Int, in ground: PictureSize, filledWith fill: [UInt8]) -> Picture {
        precondition(
            top >= 0 && left >= 0 && top + size.height <= ground.height && left + size.width <= ground.width,
            "a picture of \(size) at (\(top), \(left)) is not inside \(ground)")
        var placed: [UInt8] = []
        placed.reserveCapacity(ground.height * ground.width * Self.channels)
        for _ in 0..<ground.height * ground.width { placed.append(contentsOf: fill) }
        let length = size.width * Self.channels
        for y in 0..<size.height {
            let start = ((top + y) * ground.width + left) * Self.channels
            placed.replaceSubrange(start..<start + length, with: pixels[y * length..<(y + 1) * length])
        }
        return Picture(size: ground, pixels: placed, orientation: orientation)
    }
}
