import ImageDecoding
import Testing

/// What stands beside the pixels is skipped, costs no memory, and cannot refuse a picture.
@Suite("Metadata")
struct MetadataTests {
    /// The signature and the header are the first 33 bytes.
    private static func inserting(_ chunk: [UInt8], into png: [UInt8]) -> [UInt8] {
        Array(png.prefix(33)) + chunk + Array(png.dropFirst(33))
    }

    /// Of nine million bytes: more than libpng takes of a chunk by default.
    @Test(arguments: ["tEXt", "zTXt", "iCCP", "iTXt", "sPLT", "prIv"])
    func aLargeChunkIsSkipped(type: String) throws {
        let png = try FixtureFiles.bytes("PNG/rgb-8.png")
        let contents = Array("name\0".utf8) + [UInt8](repeating: 0, count: 9_000_000)
        let picture = try Picture(decoding: Self.inserting(PNGChunk.bytes(type, contents), into: png))
        #expect(picture == (try FixtureFiles.picture("PNG/rgb-8.png")))
    }

    @Test func manyChunksAreSkipped() throws {
        let png = try FixtureFiles.bytes("PNG/rgb-8.png")
        let chunks = (0..<20_000).flatMap { _ in PNGChunk.bytes("tEXt", Array("a\0b".utf8)) }
        #expect(try Picture(decoding: Self.inserting(chunks, into: png)) == FixtureFiles.picture("PNG/rgb-8.png"))
    }

    /// A thousand markers of the greatest length, as profiles of 64 MB would be.
    @Test(arguments: [0xE1, 0xE2, 0xED, 0xFE] as [UInt8])
    func manyLongMarkersAreSkipped(marker: UInt8) throws {
        let jpeg = try FixtureFiles.bytes("JPEG/rgb.jpg")
        let segment = [0xFF, marker, 0xFF, 0xFF] + [UInt8](repeating: 7, count: 65_533)
        let bytes = Array(jpeg.prefix(2)) + (0..<1_000).flatMap { _ in segment } + Array(jpeg.dropFirst(2))
        #expect(try Picture(decoding: bytes) == FixtureFiles.picture("JPEG/rgb.jpg"))
    }

    static let brokenBlocks: [[UInt8]] = [
        [], Array("II".utf8), Array("no TIFF header".utf8), Array("MM\0*\0\0\0\u{7F}\0\0".utf8),
        Array("MM\0*\0\0\0\u{8}\0\u{1}\u{1}\u{12}\0\u{3}\0\0\0\u{1}\0\u{63}\0\0".utf8),
    ]

    /// Case 13 of the reliability list is below; this is its sibling: EXIF that is no EXIF leaves the picture upright.
    @Test(arguments: brokenBlocks)
    func brokenEXIFDoesNotRefuseAPicture(block: [UInt8]) throws {
        let png = try Picture(
            decoding: Self.inserting(PNGChunk.bytes("eXIf", block), into: FixtureFiles.bytes("PNG/rgb-8.png")))
        #expect(png.pixels == (try FixtureFiles.picture("PNG/rgb-8.png")).pixels)
        #expect(png.warnings == [.orientationUnreadable] && png.orientation == 1)

        let bytes = try FixtureFiles.bytes("JPEG/rgb.jpg")
        let contents = Array("Exif\0\0".utf8) + block
        let segment = [0xFF, 0xE1, 0, UInt8(contents.count + 2)] + contents
        let jpeg = try Picture(decoding: Array(bytes.prefix(2)) + segment + Array(bytes.dropFirst(2)))
        #expect(jpeg.pixels == (try FixtureFiles.picture("JPEG/rgb.jpg")).pixels)
        #expect(jpeg.warnings == [.orientationUnreadable] && jpeg.orientation == 1)
    }

    /// The first picture of the file, which other programs show who know nothing of animations.
    @Test func anAnimationIsItsDefaultImageWithAWarning() throws {
        let picture = try FixtureFiles.picture("PNG/animated.png")
        #expect(picture.warnings == [.animated])
        #expect(picture.size == PNGDecodingTests.size)
    }

    @Test(arguments: FixtureFiles.small.filter { !$0.contains("animated") })
    func soundFilesHaveNoWarnings(path: String) throws {
        #expect(try FixtureFiles.picture(path).warnings.isEmpty)
    }
}
