import CCodecs
import ImageDecoding
import TestSupport
import Testing

@Suite("Orientation")
struct OrientationTests {
    @Test(arguments: 1...8, ["png", "jpg"])
    func everyOrientationIsTheSameUprightPicture(orientation: Int, ending: String) throws {
        let picture = try FixtureFiles.picture("Upright/\(orientation).\(ending)")
        #expect(picture.size == PictureSize(height: 24, width: 16))
        #expect(picture.pixels == (try FixtureFiles.bytes("Upright/upright.rgb")))
        #expect(picture.orientation == orientation)
    }

    /// A TIFF header and a directory of one entry, the orientation.
    private static func block(
        tag: UInt8 = 0x12, type: UInt8 = 3, value: UInt8 = 6, directory: UInt8 = 8, entries: UInt8 = 1
    ) -> [UInt8] {
        Array("MM\0*".utf8) + [0, 0, 0, directory, 0, entries, 1, tag, 0, type, 0, 0, 0, 1]
            + ([4, 9].contains(type)
                ? [0, 0, 0, value] : [1, 6].contains(type) ? [value, 0, 0, 0] : [0, value, 0, 0])
    }

    private static func orientation(in block: [UInt8]) -> Int {
        block.withUnsafeBufferPointer { Int(patchlens_exif_orientation($0.baseAddress, $0.count)) }
    }

    @Test(arguments: [1, 3, 4, 6, 8, 9] as [UInt8])
    func anyIntegerTypeIsRead(type: UInt8) {
        #expect(Self.orientation(in: Self.block(type: type)) == 6)
        #expect(Self.orientation(in: Array("Exif\0\0".utf8) + Self.block(type: type)) == 6)
    }

    @Test func aBlockThatDoesNotSayIsUpright() {
        #expect(Self.orientation(in: Self.block(tag: 0x13)) == 1)
    }

    @Test func blocksThatMakeNoSenseCannotBeRead() {
        #expect(Self.orientation(in: Self.block(value: 0)) == 0)
        #expect(Self.orientation(in: Self.block(value: 9)) == 0)
        #expect(Self.orientation(in: Self.block(type: 2)) == 0)
        #expect(Self.orientation(in: Self.block(directory: 255)) == 0)
        #expect(Self.orientation(in: Self.block(tag: 0x13, entries: 255)) == 0)
        #expect(Self.orientation(in: []) == 0)
        #expect(Self.orientation(in: Array("Exif\0\0".utf8)) == 0)
        #expect(Self.orientation(in: Array("not a TIFF header".utf8)) == 0)
    }

    /// The block is copied to memory of exactly its size, so that the sanitizer sees any step beyond it.
    @Test func cutAndChangedBlocksNeverReadBeyondTheirEnd() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            var block = Self.block()
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                block[Int.random(in: 0..<block.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let count = Int.random(in: 0...block.count, using: &generator)
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
            defer { copy.deallocate() }
            _ = copy.initialize(from: block.prefix(count))
            #expect((0...8).contains(patchlens_exif_orientation(copy.baseAddress, count)))
        }
    }
}
