import ImageDecoding
import TestSupport
import Testing

/// What transformers' image processors have before they resize, of files of every kind, against what is decoded here.
///
/// They composite transparency on white (`convert_to_rgb` of transformers 5 for a processor with `do_convert_rgb`;
/// those without refuse such pictures). Opened by path they take `load_image`'s pixels, which have EXIF applied, as
/// here, and transparency dropped: that is `AlphaTreatment.drop`.
@Suite("Pixels before the processor")
struct ProcessorPixelsTests {
    static let golden = try? GoldenFile(named: "processors")
    static let paths = (golden?.names ?? []).filter { $0.hasPrefix("decoded ") }.map {
        String($0.dropFirst("decoded ".count))
    }
    /// Where Pillow is not followed: it keeps the upper byte of 16-bit colours, cuts 16-bit greys off at 255, and looks
    /// for the transparent grey of 2 and 4 bits among greys that it has already stretched to 8. Here 16 bits are
    /// scaled, and the transparent grey is found.
    static func isOtherwise(_ path: String) -> Bool {
        ["-16", "grey-2-trns", "grey-4-trns"].contains(where: path.contains)
    }

    @Test func everyKindIsThere() { #expect(Self.paths.count == 84 && Self.paths.count(where: Self.isOtherwise) == 16) }

    @Test(arguments: paths.filter { !isOtherwise($0) })
    func pixelsAreTheProcessors(path: String) throws {
        let picture = try FixtureFiles.picture(path)
        let golden = try #require(Self.golden)
        #expect(try golden.shape("decoded " + path) == [picture.size.height, picture.size.width, 3])
        #expect(try golden.bytes("decoded " + path) == picture.pixels)
    }
}
