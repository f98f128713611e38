/// Why a file did not become a picture.
///
/// The file's path is the caller's to add.
public enum DecodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system did not let the file be read; its own words.
    case unreadable(reason: String)
    /// A directory, a pipe, a device: anything but a regular file.
    case notAFile(found: String)
    /// A file of no bytes.
    case empty
    /// Not PNG and not JPEG by its first bytes.
    case unknownFormat(found: String)
    /// A valid file that uses something that is not decoded.
    case unsupported(ImageFormat, reason: String)
    /// The bytes break the rules of their format; the codec's own words.
    case corrupt(ImageFormat, reason: String)
    /// The bytes end before the picture does.
    case truncated(ImageFormat, reason: String)
    /// More pixels than `DecodingLimits.pixels`.
    case tooManyPixels(found: PictureSize, limit: Int)
    /// More memory than `DecodingLimits.bytes`.
    case tooManyBytes(needed: Int, limit: Int)
    /// More scans than a JPEG may have: 500, or fewer where the picture is so large that they would take minutes.
    case tooManyScans(found: Int, limit: Int)
    /// The system refused memory that was within the limits.
    case outOfMemory(ImageFormat)
    /// It took longer than its workspace may work on one picture. Another time, or with another limit, it may not.
    case outOfTime

    /// A sentence for the person whose file it is.
    public var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notAFile(let found): "is \(found), not a file"
        case .empty: "is empty"
        case .unknownFormat(let found): "is \(found), neither PNG nor JPEG"
        case .unsupported(let format, let reason): "is a \(format.rawValue) that cannot be decoded: \(reason)"
        case .corrupt(let format, let reason): "is a damaged \(format.rawValue): \(reason)"
        case .truncated(let format, let reason): "is an incomplete \(format.rawValue): \(reason)"
        case .tooManyPixels(let found, let limit):
            "is too large: \(found) pixels, and the limit is \(limit) in all; raise it if you trust the file"
        case .tooManyBytes(let needed, let limit):
            "is too large: decoding it takes \(needed) bytes, and the limit is \(limit); raise it if you trust the file"
        case .tooManyScans(let found, let limit):
            "is a JPEG of \(found) scans, and the limit is \(limit) for its size"
        case .outOfMemory(let format): "is a \(format.rawValue) for which there is not enough memory"
        case .outOfTime: "took longer to decode than a picture may"
        }
    }
}
