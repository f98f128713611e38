/// What breaks the rules of the safetensors format: an 8-byte length, a JSON header of that length, the data.
///
/// The rules are those of the format's description (huggingface/safetensors, README), taken strictly: every byte of
/// the data belongs to exactly one tensor.
public enum SafetensorsFault: Error, Equatable, Sendable {
    /// The file ends before the 8 bytes of the header's length.
    case tooShort(byteCount: Int)
    /// The header would be longer than any header may be.
    case headerTooLong(length: UInt64, limit: Int)
    /// The header would reach past the end of the file: it is cut off, or it is some other kind of file.
    case headerPastEnd(length: Int, available: Int)
    /// The header is not UTF-8.
    case headerNotUTF8
    /// At this byte of the header, something else was expected.
    case header(offset: Int, expected: String)
    /// Two entries of the header, or of one of its objects, have the same name.
    case duplicateName(String)
    /// The header announces more tensors than any model's file has.
    case tooManyTensors(limit: Int)
    /// The tensor's end lies before its start.
    case endBeforeStart(name: String, start: Int, end: Int)
    /// No tensor owns the bytes in front of this one.
    case gap(before: String, expected: Int, found: Int)
    /// The tensor starts inside another.
    case overlap(name: String, expected: Int, found: Int)
    /// The number of bytes that the shape calls for does not fit an integer.
    case sizeOverflow(name: String)
    /// Shape and element type call for another number of bytes than the offsets span.
    case wrongByteCount(name: String, expected: Int, found: Int)
    /// The data ends before the last tensor does: the file is cut off.
    case dataTooShort(expected: Int, found: Int)
    /// There are bytes after the last tensor.
    case trailingBytes(count: Int)
}

extension SafetensorsFault: CustomStringConvertible {
    /// The rule and how it is broken.
    public var description: String {
        switch self {
        case .tooShort(let byteCount):
            "it has \(byteCount) bytes, less than the 8 of the header's length"
        case .headerTooLong(let length, let limit):
            "its header's length would be \(length), above the limit of \(limit) bytes"
        case .headerPastEnd(let length, let available):
            "its header's length would be \(length), and \(available) bytes follow"
        case .headerNotUTF8:
            "its header is not UTF-8"
        case .header(let offset, let expected):
            "its header at byte \(offset) should have \(expected)"
        case .duplicateName(let name):
            "its header has “\(name)” twice"
        case .tooManyTensors(let limit):
            "its header has more than \(limit) tensors"
        case .endBeforeStart(let name, let start, let end):
            "“\(name)” would start at \(start) and end at \(end)"
        case .gap(let name, let expected, let found):
            "“\(name)” should start at \(expected), and starts at \(found): the bytes between are nobody's"
        case .overlap(let name, let expected, let found):
            "“\(name)” should start at \(expected), and starts at \(found), inside another tensor"
        case .sizeOverflow(let name):
            "the size of “\(name)” does not fit an integer"
        case .wrongByteCount(let name, let expected, let found):
            "“\(name)” takes \(expected) bytes by its shape and type, and has \(found)"
        case .dataTooShort(let expected, let found):
            "its tensors take \(expected) bytes, and there are \(found)"
        case .trailingBytes(let count):
            "\(count) bytes follow the last tensor"
        }
    }
}
