import CCodecs
import ImageDecoding

/// The C encoder with its memory, and its status as Swift errors.
struct PNGEncoder: ~Copyable {
    private let encoder: OpaquePointer
    private let path: String

    /// Writes to an open file, which must stay open as long as the encoder is used.
    init(file descriptor: Int32, path: String) throws(ExportError) {
        guard let encoder = patchlens_png_encoder_create(descriptor) else {
            throw .encoding(path: path, reason: "there is not enough memory for the encoder")
        }
        self.encoder = encoder
        self.path = path
    }

    deinit { patchlens_png_encoder_destroy(encoder) }

    func begin(_ size: PictureSize, effort: PNGEffort) throws(ExportError) {
        let effort = effort == .fast ? patchlens_png_fast : patchlens_png_small
        try check(patchlens_png_encoder_begin(encoder, Int64(size.height), Int64(size.width), effort))
    }

    /// Before the first row.
    func add(_ text: PNGText) throws(ExportError) {
        try check(patchlens_png_encoder_add_text(encoder, text.keyword, text.text))
    }

    func write(row: Span<UInt8>) throws(ExportError) {
        let status = row.withUnsafeBufferPointer { patchlens_png_encoder_write_row(encoder, $0.baseAddress) }
        try check(status)
    }

    func finish() throws(ExportError) {
        try check(patchlens_png_encoder_finish(encoder))
    }

    private func check(_ status: Int32) throws(ExportError) {
        guard status != 0 else { return }
        let errorNumber = patchlens_png_encoder_error_number(encoder)
        guard errorNumber == 0 else { throw .file(.write, path: path, errorNumber: errorNumber) }
        throw .encoding(path: path, reason: String(cString: patchlens_png_encoder_message(encoder)))
    }
}
