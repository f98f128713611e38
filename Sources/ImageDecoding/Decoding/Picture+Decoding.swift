package import Tensors

extension Picture {
    /// Decodes a PNG or JPEG file to upright 8-bit RGB.
    ///
    /// The format is told by the first bytes, not by the name. Transparency is laid on a ground, 16-bit samples are
    /// scaled, the EXIF orientation is applied; gamma and colour profiles are ignored, as Pillow ignores them.
    ///
    /// - Parameter enough: Given the upright size of the whole picture, a size that is enough. A JPEG is then decoded
    ///   at one half, quarter or eighth of its own, the least that is no smaller than this either way: that takes less
    ///   time, and is not the same as resizing all of its pixels. Nil decodes at full size.
    /// - Throws: `DecodingError`, also for a file that is damaged or incomplete: no pixel is made up.
    public init(
        contentsOf path: String, options: DecodingOptions = DecodingOptions(),
        enough: (_ original: PictureSize) -> PictureSize? = { _ in nil }
    ) throws(DecodingError) {
        try self.init(contentsOf: path, options: options, in: Workspace(), enough: enough)
    }

    /// As `init(contentsOf:options:enough:)`, in memory that earlier pictures gave back to the workspace, and within
    /// its time, which is asked between parts of the file and rows of each pass.
    package init(
        contentsOf path: String, options: DecodingOptions, in workspace: Workspace,
        enough: (_ original: PictureSize) -> PictureSize?
    ) throws(DecodingError) {
        let bytes = try FileReading.bytes(of: path, limit: options.limits.bytes, in: workspace)
        try self.init(decoding: bytes, options: options, in: workspace, enough: enough)
        workspace.giveBack(bytes)
    }

    /// Decodes the bytes of a PNG or JPEG file; see `init(contentsOf:options:enough:)`.
    public init(
        decoding bytes: [UInt8], options: DecodingOptions = DecodingOptions(),
        enough: (_ original: PictureSize) -> PictureSize? = { _ in nil }
    ) throws(DecodingError) {
        try self.init(decoding: bytes, options: options, in: Workspace(), enough: enough)
    }

    private init(
        decoding bytes: [UInt8], options: DecodingOptions, in workspace: Workspace,
        enough: (_ original: PictureSize) -> PictureSize?
    ) throws(DecodingError) {
        guard !bytes.isEmpty else { throw .empty }
        guard let format = ImageFormat(magicOf: bytes) else {
            throw .unknownFormat(found: ForeignFormat.name(of: bytes))
        }
        let decoder = PictureDecoder(format: format, bytes: bytes, options: options, workspace: workspace)
        let stored = try decoder.decode(enough: enough)
        self = try stored.uprighted(in: workspace)
    }
}

extension Workspace {
    /// The memory of a picture's pixels, for the next picture; the caller holds it no longer.
    package func giveBack(_ picture: Picture) { giveBack(picture.pixels) }
}
