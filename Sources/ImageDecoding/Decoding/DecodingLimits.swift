import CCodecs

/// How much a file may ask for.
///
/// Checked by its header, before anything of that size is allocated. Beside them a JPEG has at most 500 scans, fewer
/// where they and its pixels would take minutes. Metadata cost no memory: EXIF alone is read,
/// where it lies in the file.
public struct DecodingLimits: Sendable, Hashable {
    /// Pixels of the picture.
    public var pixels: Int
    /// Bytes that decoding holds at once: the file, the picture, and what the codec and turning it upright take.
    public var bytes: Int

    /// Limits other than the default ones.
    ///
    /// `bytes` count the coefficients of a progressive JPEG, two bytes a sample, which are kept until its last scan.
    public init(pixels: Int = Self.default.pixels, bytes: Int = Self.default.bytes) {
        self.pixels = pixels
        self.bytes = bytes
    }

    /// The most scans a JPEG of so many pixels may have: 500, or fewer where they would go through more pixels than 50
    /// scans of the largest picture that is allowed.
    func scans(ofPixels count: Int) -> Int {
        let (work, overflows) = pixels.multipliedReportingOverflow(by: Self.scansOfTheLargest)
        let affordable = (overflows ? Int.max : work) / max(count, 1)
        return min(PATCHLENS_MAXIMUM_SCANS, affordable)
    }

    /// Real files have some ten, whatever their size.
    private static let scansOfTheLargest = 50

    private init(megapixels: Int, mebibytes: Int) {
        pixels = megapixels * 1_000_000
        bytes = mebibytes << 20
    }

    /// 100 megapixels and 512 MiB: larger than the picture of any camera one holds in hand.
    public static let `default` = DecodingLimits(megapixels: 100, mebibytes: 512)
}
