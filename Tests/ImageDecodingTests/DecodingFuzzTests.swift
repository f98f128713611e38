import CCodecs
import ImageDecoding
import TestSupport
import Testing

/// Files changed at random give a picture or an error, and nothing else: run under AddressSanitizer.
@Suite("Changed files")
struct DecodingFuzzTests {
    /// Limits small enough that no change of a header makes the test slow.
    static let options = DecodingOptions(limits: DecodingLimits(pixels: 1_000_000, bytes: 16 << 20))

    @Test(arguments: 0..<20)
    func changedBytesNeverCrash(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var pictures = 0
        for _ in 0..<100 {
            let path = FixtureFiles.small.randomElement(using: &generator) ?? ""
            var bytes = try FixtureFiles.bytes(path)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: 3..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) { PNGChunks.repairChecksums(in: &bytes) }
            if Self.decodes(bytes) { pictures += 1 }
        }
        // Some changes hurt no pixel and most do; were it otherwise, this would test nothing.
        #expect(pictures > 0 && pictures < 100)
    }

    /// Whether a picture comes out, whose size and pixels then agree.
    private static func decodes(_ bytes: [UInt8]) -> Bool {
        do throws(DecodingError) {
            let picture = try Picture(decoding: bytes, options: options)
            #expect(picture.pixels.count == picture.size.height * picture.size.width * 3)
            return true
        } catch {
            #expect(!error.description.isEmpty)
            return false
        }
    }

    /// Failing leaves nothing behind: the leak checker of the sanitizer looks when the process ends.
    @Test(arguments: ["Damaged/bad-adler.png", "Damaged/hole.jpg", "Damaged/no-end.png", "Damaged/header-only.jpg"])
    func tenThousandErrorsLeaveNothingBehind(path: String) throws {
        let bytes = try FixtureFiles.bytes(path)
        for _ in 0..<2_500 { #expect(throws: DecodingError.self) { try Picture(decoding: bytes) } }
    }
}

/// Enough of PNG to change a chunk's contents and keep its checksum right, so that changes get past it.
enum PNGChunks {
    static func repairChecksums(in bytes: inout [UInt8]) {
        guard bytes.starts(with: [0x89, 0x50]) else { return }
        var start = 8
        while start + 12 <= bytes.count {
            let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + length
            guard end + 4 <= bytes.count else { return }
            let checksum = crc32(bytes[start + 4..<end])
            for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index)) }
            start = end + 4
        }
    }

    /// The CRC of the PNG specification, bit by bit.
    private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0 as UInt32) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
