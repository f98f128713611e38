import ImageDecoding
import Testing

@Suite("Other formats")
struct ForeignFormatTests {
    static let beginnings: [(bytes: [UInt8], name: String)] = [
        (Array("GIF89a".utf8), "a GIF picture"),
        (Array("RIFF\u{1}\u{1}\u{1}\0WEBPVP8 ".utf8), "a WebP picture"),
        (Array("RIFF\u{1}\u{1}\u{1}\0WAVEfmt ".utf8), "a RIFF file"),
        (Array("II*\0".utf8), "a TIFF picture or a camera's raw file"),
        (Array("MM\0*".utf8), "a TIFF picture or a camera's raw file"),
        (Array("BM".utf8), "a BMP picture"),
        (Array("\0\0\0\u{18}ftypheic".utf8), "a HEIC picture"),
        (Array("\0\0\0\u{18}ftypavif".utf8), "an AVIF picture"),
        (Array("\0\0\0\u{18}ftypisom".utf8), "a video, or another file of its kind"),
        ([0xFF, 0x0A, 1, 2], "a JPEG XL picture"),
        (Array("\0\0\0\u{0C}JXL \r\n".utf8), "a JPEG XL picture"),
        (Array("\0\0\0\u{0C}jP  \r\n".utf8), "a JPEG 2000 picture"),
        (Array("%PDF-1.7".utf8), "a PDF document"),
        (Array("<!DOCTYPE html><title>404 – not found".utf8), "a text file"),
        (Array("x".utf8), "a text file"),
        (Array(String(repeating: "é", count: 300).utf8.dropFirst(2)), "a text file"),
        (Array(("x" + String(repeating: "é", count: 300)).utf8), "a text file"),
        ([0], "a file of 1 byte"),
        ([0x89, 0x50, 0x4E], "a file of 3 bytes"),
        ([0, 1, 2, 3, 0xFE, 0xFF, 0x10, 0x20, 0x30], "a file that begins with the bytes 00 01 02 03 FE FF 10 20"),
    ]

    @Test(arguments: beginnings)
    func isNamed(bytes: [UInt8], name: String) {
        #expect(throws: DecodingError.unknownFormat(found: name)) { try Picture(decoding: bytes) }
    }
}
