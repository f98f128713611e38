import AttentionExport
import ImageDecoding
import Testing

@Suite struct JPEGTests {
    /// A slope loses little in a JPEG.
    @Test(arguments: [(1, 1), (8, 16), (37, 53)])
    func isThePictureAgain(height: Int, width: Int) throws {
        let size = PictureSize(height: height, width: width)
        let pixels = (0..<(height * width)).flatMap { (index: Int) -> [UInt8] in
            [UInt8(40 + index / width * 4), UInt8(40 + index % width * 3), 90]
        }
        let bytes = try #require(Picture(size: size, pixels: pixels).jpegBytes())
        let decoded = try Picture(decoding: bytes)
        #expect(decoded.size == size)
        #expect(zip(decoded.pixels, pixels).allSatisfy { abs(Int($0) - Int($1)) <= 12 })
    }

    @Test func refusesSidesThatJPEGHasNot() {
        let strip = Picture(size: PictureSize(height: 1, width: 65_501), pixels: [UInt8](repeating: 0, count: 196_503))
        #expect(strip.jpegBytes() == nil)
    }
}
