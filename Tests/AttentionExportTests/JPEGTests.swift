import AttentionExport
import ImageDecoding
import TestSupport
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

    /// Noise takes more memory than an encoder can guess at first.
    @Test func growsWithThePicture() throws {
        var generator = SeededGenerator(seed: 11)
        let size = PictureSize(height: 611, width: 803)
        let pixels = (0..<(size.height * size.width * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let bytes = try #require(Picture(size: size, pixels: pixels).jpegBytes())
        #expect(bytes.count > 300_000 && bytes.suffix(2) == [0xff, 0xd9])
        let decoded = try Picture(decoding: bytes)
        #expect(decoded.size == size)
        // Brightness outlasts the encoding where colours do not.
        let differences = stride(from: 0, to: pixels.count, by: 3).map { index in
            let (before, after) = (pixels[index..<index + 3], decoded.pixels[index..<index + 3])
            return abs(before.reduce(0) { $0 + Int($1) } - after.reduce(0) { $0 + Int($1) }) / 3
        }
        #expect(differences.reduce(0, +) / differences.count < 40)
    }

    @Test func refusesSidesThatJPEGHasNot() {
        let strip = Picture(size: PictureSize(height: 1, width: 65_501), pixels: [UInt8](repeating: 0, count: 196_503))
        #expect(strip.jpegBytes() == nil)
    }
}
