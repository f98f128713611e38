/// How much a file may ask for.
///
/// Checked by its header, before anything of that size is allocated.
public struct DecodingLimits: Sendable, Hashable {
    /// Pixels of the picture.
    public var pixels: Int
    /// Bytes that decoding holds at once: the file, the picture, and what the codec and turning it upright take.
    public var bytes: Int

    /// Limits other than the default ones.
    public init(pixels: Int = Self.default.pixels, bytes: Int = Self.default.bytes) {
        self.pixels = pixels
        self.bytes = bytes
    }

    private init(megapixels: Int, mebibytes: Int) {
        pixels = megapixels * 1_000_000
        bytes = mebibytes << 20
    }

    /// 100 megapixels and 512 MiB: larger than the picture of any camera one holds in hand.
    public static let `default` = DecodingLimits(megapixels: 100, mebibytes: 512)
}
