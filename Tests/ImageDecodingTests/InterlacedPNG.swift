import CCodecs

/// An RGB PNG in the seven passes of Adam7, not compressed.
enum InterlacedPNG {
    /// Where a pass begins, and from pixel to pixel (RFC 2083, section 2.6).
    private static let passes: [(top: Int, left: Int, down: Int, along: Int)] = [
        (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1),
    ]

    static func bytes(height: Int, width: Int, pixels: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        file += PNGChunk.bytes("IHDR", PNGChunk.bigEndian(width) + PNGChunk.bigEndian(height) + [8, 2, 0, 0, 1])
        file += PNGChunk.bytes("IDAT", stored(rows(height: height, width: width, pixels: pixels)))
        return file + PNGChunk.bytes("IEND", [])
    }

    /// Each pass's rows, none of them filtered.
    private static func rows(height: Int, width: Int, pixels: [UInt8]) -> [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity(pixels.count + 2 * height)
        for pass in passes where pass.left < width {
            for y in stride(from: pass.top, to: height, by: pass.down) {
                rows.append(0)
                for x in stride(from: pass.left, to: width, by: pass.along) {
                    rows += pixels[(y * width + x) * 3..<(y * width + x + 1) * 3]
                }
            }
        }
        return rows
    }

    /// As a zlib stream of blocks without compression (RFC 1950, 1951).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for first in stride(from: 0, to: bytes.count, by: 65_535) {
            let block = bytes[first..<min(first + 65_535, bytes.count)]
            let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
            stream += [block.endIndex == bytes.count ? 1 : 0, low, high, ~low, ~high]
            stream += block
        }
        return stream + PNGChunk.bigEndian(Int(patchlens_adler32(1, bytes, bytes.count)))
    }
}
