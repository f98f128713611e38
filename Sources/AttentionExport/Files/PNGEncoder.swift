import CCodecs
import ImageDecoding

/// The C encoder with its memory, and its status as Swift errors.
///
/// `@unchecked Sendable`, because: a `PNGWriter` owns it and its calls exclude each other, and while bands are written
/// it is used under the lock of `PNGBandRun` alone.
final class PNGEncoder: @unchecked Sendable {
    let encoder: OpaquePointer
    let path: String

    /// What is said where the system gives none.
    static let noMemory = "there is not enough memory for the encoder"

    /// Writes to an open file, which must stay open as long as the encoder is used.
    init(file descriptor: Int32, path: String) throws(ExportError) {
        guard let encoder = patchlens_png_encoder_create(descriptor) else {
            throw .encoding(path: path, reason: Self.noMemory)
        }
        self.encoder = encoder
        self.path = path
    }

    deinit { patchlens_png_encoder_destroy(encoder) }

    func begin(_ size: PictureSize, effort: PNGEffort) throws(ExportError) {
        try check(patchlens_png_encoder_begin(encoder, Int64(size.height), Int64(size.width), effort.raw))
    }

    /// Before the first row.
    func add(_ text: PNGText) throws(ExportError) {
        try check(patchlens_png_encoder_add_text(encoder, text.keyword, text.text))
    }

    func write(row: Span<UInt8>) throws(ExportError) {
        let status = row.withUnsafeBufferPointer { patchlens_png_encoder_write_row(encoder, $0.baseAddress) }
        try check(status)
    }

    /// Has a row drawn where it is needed.
    func write(row draw: (UnsafeMutablePointer<UInt8>) -> Void) throws(ExportError) {
        guard let row = patchlens_png_encoder_next_row(encoder) else { return try check(1) }
        draw(row)
        try check(patchlens_png_encoder_add_row(encoder))
    }

    func finish() throws(ExportError) {
        try check(patchlens_png_encoder_finish(encoder))
    }

    func check(_ status: Int32) throws(ExportError) {
        guard status != 0 else { return }
        let errorNumber = patchlens_png_encoder_error_number(encoder)
        guard errorNumber == 0 else { throw .file(.write, path: path, errorNumber: errorNumber) }
        throw .encoding(path: path, reason: String(cString: patchlens_png_encoder_message(encoder)))
    }
}

extension PNGEffort {
    var raw: patchlens_png_effort {
        switch self {
        case .fast: patchlens_png_fast
        case .small: patchlens_png_small
        }
    }
}
