import CCodecs

/// Parts of a PNG, as its format has them.
enum PNGChunk {
    /// A chunk with a right checksum.
    static func bytes(_ type: String, _ contents: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + contents
        return bigEndian(contents.count) + body + bigEndian(Int(patchlens_crc32_plain(0, body, body.count)))
    }

    /// Four bytes.
    static func bigEndian(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}
