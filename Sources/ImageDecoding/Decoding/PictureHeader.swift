import CCodecs
package import Tensors

/// What a picture's file says of it before any of its pixels is decoded.
package struct PictureHeader: Sendable {
    /// Of the whole picture, upright.
    package let size: PictureSize
    /// Bytes of the whole picture's pixels.
    package var pictureBytes: Int { size.height * size.width * Picture.channels }
    /// Bytes that decoding all of it holds at once: the file, the picture, and the codec's own or, after that, a second
    /// picture turned upright.
    package let decodingBytes: Int

    /// Reads the file, and gives its bytes back to the workspace. Throws what decoding would throw before its first
    /// pixel, limits apart.
    package init(contentsOf path: String, limits: DecodingLimits, in workspace: Workspace) throws(DecodingError) {
        let bytes = try FileReading.bytes(of: path, limit: limits.bytes, in: workspace)
        defer { workspace.giveBack(bytes) }
        guard let format = ImageFormat(magicOf: bytes) else {
            throw .unknownFormat(found: ForeignFormat.name(of: bytes))
        }
        let header = try PictureDecoder(
            format: format, bytes: bytes, options: DecodingOptions(limits: limits), workspace: workspace
        ).readHeader()
        let stored = PictureSize(height: Int(header.height), width: Int(header.width))
        size = stored.upright(Int(header.orientation))
        let (pixels, overflows) = stored.height.multipliedReportingOverflow(by: stored.width)
        guard !overflows, pixels <= limits.pixels else { throw .tooManyPixels(found: stored, limit: limits.pixels) }
        let picture = pixels * Picture.channels
        let mayTurn = header.orientation != 1 || format == .png && Self.holdsEXIF(bytes)
        decodingBytes = bytes.count + picture + max(Int(clamping: header.working_bytes), mayTurn ? picture : 0)
    }

    /// The orientation of a PNG may stand behind its pixels, which the header knows nothing of. Chunks are a length, a
    /// name of four bytes, so many bytes, and a checksum of four.
    private static func holdsEXIF(_ bytes: [UInt8]) -> Bool {
        var chunk = 8
        while chunk + 8 <= bytes.count {
            if bytes[chunk + 4..<chunk + 8].elementsEqual("eXIf".utf8) { return true }
            chunk += 12 + bytes[chunk..<chunk + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return false
    }
}
