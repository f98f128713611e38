import ImageDecoding
import Testing

@Suite("JPEG")
struct JPEGDecodingTests {
    static let files = FixtureFiles.paths(in: "JPEG", ending: ".jpg")

    @Test func everyKindIsThere() { #expect(Self.files.count == 14) }

    /// Pillow decodes by libjpeg too, so all is equal; but inks become colours by its own formula, and by ours.
    @Test(arguments: files)
    func everyKindIsAsPillowDecodesIt(path: String) throws {
        let picture = try FixtureFiles.picture(path)
        let expected = try FixtureFiles.bytes(path.dropLast(".jpg".count) + ".rgb")
        let isInk = path.contains("cmyk") || path.contains("ycck")
        #expect(picture.size == (path.contains("one-pixel") ? PictureSize(height: 1, width: 1) : Self.size))
        try #require(picture.pixels.count == expected.count)
        let difference = zip(picture.pixels, expected).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(difference <= (isInk ? 2 : 0))
    }

    static let size = PictureSize(height: 29, width: 35)
}
