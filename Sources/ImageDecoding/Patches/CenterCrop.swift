/// The middle of a resized picture, as image processors cut it out.
///
/// Where the crop is larger than the picture, the rest is filled: every library does so,
/// and the model was trained on it.
public struct CenterCrop: Sendable, Hashable {
    /// How an odd number of pixels is divided between the two sides.
    public enum Rounding: Sendable, Hashable {
        /// As transformers' Pillow processors do: the offset is rounded down, so that the right and lower sides lose
        /// the odd pixel, and the left and upper ones get it where the picture is filled up.
        case down
        /// As torchvision does, and timm and open_clip with it: halves are rounded to even where pixels are lost; where
        /// the picture is filled up the right and lower sides get the odd pixel.
        case torchvision
    }

    /// What is left.
    public var size: PictureSize
    /// See `Rounding`.
    public var rounding: Rounding
    /// Red, green and blue of what lies outside the picture.
    public var fill: [UInt8]

    /// A crop that fills with black.
    public init(_ size: PictureSize, rounding: Rounding = .down, fill: [UInt8] = [0, 0, 0]) {
        precondition(fill.count == Picture.channels, "RGB has 3 channels, not \(fill.count)")
        self.size = size
        self.rounding = rounding
        self.fill = fill
    }

    /// Where the crop's upper left corner lies in a picture of this size; negative where it is filled.
    func offset(in picture: PictureSize) -> (top: Int, left: Int) {
        (offset(of: size.height, in: picture.height), offset(of: size.width, in: picture.width))
    }

    private func offset(of length: Int, in side: Int) -> Int {
        let surplus = side - length
        switch rounding {
        case .down: return Int((Double(surplus) / 2).rounded(.down))
        case .torchvision: return surplus < 0 ? surplus / 2 : Int((Double(surplus) / 2).rounded(.toNearestOrEven))
        }
    }
}
