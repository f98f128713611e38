/// The formats that are decoded.
public enum ImageFormat: String, Sendable, Hashable, CaseIterable {
    /// Portable Network Graphics.
    case png = "PNG"
    /// JPEG, in a JFIF or EXIF file or bare.
    case jpeg = "JPEG"

    /// The format that the first bytes of a file show, or nil for one that is not decoded.
    ///
    /// A file's name has no say.
    init?(magicOf bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }
}
