import CCodecs
import TestSupport
import Testing

@Suite("Checksums")
struct ChecksumTests {
    /// "123456789" is what checksums are compared by: 0xCBF43926 is CRC-32's check value (RFC 3720, B.4, names the same
    /// bytes); Adler-32's was worked out by hand: sums 478 and 2334, modulo 65521.
    @Test func areTheKnownValues() {
        let digits = Array("123456789".utf8)
        #expect(patchlens_crc32(0, digits, digits.count) == 0xCBF4_3926)
        #expect(patchlens_adler32(1, digits, digits.count) == 0x091E_01DE)
        #expect(patchlens_crc32(0, digits, 0) == 0)
        #expect(patchlens_adler32(1, digits, 0) == 1)
    }

    /// All remainders of all vectors, from states as other bytes left them.
    @Test func areThoseOfZlib() {
        var generator = SeededGenerator(seed: 5)
        let bytes = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var (crc, adler) = (UInt32(0), UInt32(1))
        for count in 0...600 {
            let part = Array(bytes[count...])
            #expect(patchlens_crc32(crc, part, count) == patchlens_crc32_plain(crc, part, count))
            #expect(patchlens_adler32(adler, part, count) == patchlens_adler32_plain(adler, part, count))
            crc = patchlens_crc32_plain(crc, part, count)
            adler = patchlens_adler32_plain(adler, part, count)
        }
    }

    /// The largest sums there are, over more bytes than they can be kept for without a reduction.
    @Test(arguments: [4096, 65536, 1_000_003])
    func sumsDoNotOverflow(count: Int) {
        let bytes = [UInt8](repeating: 255, count: count)
        // Both halves as large as a remainder can be.
        let adler: UInt32 = 65520 << 16 | 65520
        #expect(patchlens_adler32(adler, bytes, count) == patchlens_adler32_plain(adler, bytes, count))
        #expect(patchlens_crc32(.max, bytes, count) == patchlens_crc32_plain(.max, bytes, count))
    }
}
