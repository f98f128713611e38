/// What a file is that is not decoded, for the message that says so.
enum ForeignFormat {
    /// The first bytes of formats that people take for pictures, or that come with them.
    private static let magics: [(bytes: [UInt8], name: String)] = [
        (Array("GIF8".utf8), "a GIF picture"),
        (Array("II*\0".utf8), "a TIFF picture or a camera's raw file"),
        (Array("MM\0*".utf8), "a TIFF picture or a camera's raw file"),
        (Array("II+\0".utf8), "a TIFF picture"),
        (Array("BM".utf8), "a BMP picture"),
        ([0xFF, 0x0A], "a JPEG XL picture"),
        ([0, 0, 0, 12] + Array("JXL ".utf8), "a JPEG XL picture"),
        ([0, 0, 0, 12] + Array("jP  ".utf8), "a JPEG 2000 picture"),
        ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 picture"),
        ([0x8A] + Array("MNG".utf8), "an MNG animation"),
        (Array("8BPS".utf8), "a Photoshop document"),
        ([0, 0, 1, 0], "an icon (ICO)"),
        (Array("%PDF".utf8), "a PDF document"),
        (Array("qoif".utf8), "a QOI picture"),
        ([0x50, 0x4B, 3, 4], "a ZIP archive"),
        ([0x1F, 0x8B], "a gzip archive"),
    ]

    /// Says what the bytes are, or at least how they begin.
    static func name(of bytes: [UInt8]) -> String {
        if let known = magics.first(where: { bytes.starts(with: $0.bytes) }) { return known.name }
        if let container = containerName(of: bytes) { return container }
        if looksLikeText(bytes) { return "a text file" }
        if bytes.count < 8 { return "a file of \(bytes.count) byte\(bytes.count == 1 ? "" : "s")" }
        return "a file that begins with the bytes " + bytes.prefix(8).map(hexadecimal).joined(separator: " ")
    }

    /// Formats whose name stands behind a length: RIFF and the boxes of ISO base media files.
    private static func containerName(of bytes: [UInt8]) -> String? {
        guard bytes.count >= 12 else { return nil }
        let (kind, brand) = (Array(bytes[4..<8]), Array(bytes[8..<12]))
        if bytes.starts(with: Array("RIFF".utf8)) {
            return brand == Array("WEBP".utf8) ? "a WebP picture" : "a RIFF file"
        }
        guard kind == Array("ftyp".utf8) else { return nil }
        switch String(decoding: brand, as: UTF8.self) {
        case "avif", "avis": return "an AVIF picture"
        case "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1": return "a HEIC picture"
        default: return "a video, or another file of its kind"
        }
    }

    /// Whether the beginning is UTF-8 without control characters; a character that the beginning cuts does not count.
    private static func looksLikeText(_ bytes: [UInt8]) -> Bool {
        let beginning = String(decoding: bytes.prefix(512), as: UTF8.self).unicodeScalars
        return beginning.dropLast(bytes.count > 512 ? 3 : 0).allSatisfy { scalar in
            let isControl = scalar.value < 32 && !"\t\n\r\u{0C}".unicodeScalars.contains(scalar)
            return !isControl && scalar.value != 127 && scalar != "\u{FFFD}"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
