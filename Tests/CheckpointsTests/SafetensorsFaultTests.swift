import Checkpoints
import TestSupport
import Testing

/// Every rule of the format is broken once, and the fault says which.
struct SafetensorsFaultTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let fault: SafetensorsFault

        init(_ description: String, _ bytes: [UInt8], _ fault: SafetensorsFault) {
            testDescription = description
            self.bytes = bytes
            self.fault = fault
        }

        init(_ description: String, header: String, data: Int = 0, _ fault: SafetensorsFault) {
            self.init(
                description, SafetensorsBytes.file(header: header, data: Array(repeating: 0, count: data)), fault)
        }
    }

    @Test(arguments: lengths + texts + tensors + tilings)
    func isRefused(_ test: Case) throws {
        let folder = try TemporaryFolder()
        #expect(throws: CheckpointError.safetensors(file: folder.path("t.safetensors"), fault: test.fault)) {
            try SafetensorsBytes.open(test.bytes, in: folder)
        }
    }

    /// Where header and data are in the file.
    static let lengths = [
        Case("an empty file", [], .tooShort(byteCount: 0)),
        Case("less than a length", [2, 0, 0, 0, 0, 0, 0], .tooShort(byteCount: 7)),
        Case("no header", [2, 0, 0, 0, 0, 0, 0, 0], .headerPastEnd(length: 2, available: 0)),
        Case("a header cut off", [2, 0, 0, 0, 0, 0, 0, 0, 0x7B], .headerPastEnd(length: 2, available: 1)),
        Case(
            "a header of over 100 MB", SafetensorsBytes.file(header: [0x7B], announcing: 100_000_001),
            .headerTooLong(length: 100_000_001, limit: 100_000_000)),
        Case(
            "a length that is negative as signed", SafetensorsBytes.file(header: [0x7B], announcing: .max),
            .headerTooLong(length: .max, limit: 100_000_000)),
        Case("a header of no bytes", SafetensorsBytes.file(header: ""), .header(offset: 0, expected: "“{”")),
    ]

    /// The JSON.
    static let texts = [
        Case("not JSON", header: "PK", .header(offset: 0, expected: "“{”")),
        Case("spaces in front", header: " {}", .header(offset: 0, expected: "“{”")),
        Case("not UTF-8", SafetensorsBytes.file(header: [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x7D]), .headerNotUTF8),
        Case("a surrogate in UTF-8", SafetensorsBytes.file(header: [0x7B, 0xED, 0xA0, 0x80, 0x7D]), .headerNotUTF8),
        Case("no end", header: #"{"t""#, .header(offset: 4, expected: "“:”")),
        Case("an open string", header: #"{"t"#, .header(offset: 3, expected: "the end of a string")),
        Case("a comma too many", header: #"{"__metadata__":{},}"#, .header(offset: 19, expected: "“\"”")),
        Case("something behind", header: "{}{}", .header(offset: 2, expected: "nothing but spaces after the object")),
        Case("zeros behind", header: "{}\0", .header(offset: 2, expected: "nothing but spaces after the object")),
        Case("a bad escape", header: #"{"\x""#, .header(offset: 3, expected: "an escape that JSON has")),
        Case("half an escape", header: #"{"\"#, .header(offset: 3, expected: "an escape")),
        Case("three digits", header: #"{"\u123""#, .header(offset: 7, expected: "four hexadecimal digits")),
        Case("half a pair", header: #"{"\uD83E""#, .header(offset: 4, expected: "a whole surrogate pair")),
        Case("the other half", header: #"{"\uDDED""#, .header(offset: 4, expected: "a whole surrogate pair")),
        Case("two first halves", header: #"{"\uD83E\uD83E""#, .header(offset: 4, expected: "a whole surrogate pair")),
        Case(
            "half a pair and an escape", header: #"{"\uD83E\n""#,
            .header(offset: 9, expected: "the second half of a surrogate pair")),
        Case("a newline", header: "{\"a\nb\"", .header(offset: 3, expected: "no control character in a string")),
        Case("a number in the metadata", header: #"{"__metadata__":{"a":1}}"#, .header(offset: 21, expected: "“\"”")),
        Case("the metadata twice", header: #"{"__metadata__":{},"__metadata__":{}}"#, .duplicateName("__metadata__")),
        Case("a note twice", header: #"{"__metadata__":{"a":"1","\u0061":"2"}}"#, .duplicateName("a")),
    ]

    /// One tensor's entry.
    static let tensors = [
        Case("a tensor twice", header: "{\(entry("a", 0..<4)),\(entry("a", 4..<8))}", data: 8, .duplicateName("a")),
        Case(
            "a tensor twice, once escaped", header: "{\(entry("a", 0..<4)),\(entry("\\u0061", 4..<8))}", data: 8,
            .duplicateName("a")),
        Case("a key twice", header: #"{"t":{"dtype":"F32","dtype":"F32"}}"#, .duplicateName("dtype")),
        Case(
            "an unknown key", header: #"{"t":{"stride":[1]}}"#,
            .header(offset: 15, expected: "dtype, shape or data_offsets, not “stride”")),
        Case(
            "no shape", header: #"{"t":{"dtype":"F32","data_offsets":[0,4]}}"#, data: 4,
            .header(offset: 41, expected: "dtype, shape and two data_offsets for “t” before it")),
        Case(
            "one offset", header: #"{"t":{"dtype":"F32","shape":[],"data_offsets":[0]}}"#,
            .header(offset: 50, expected: "dtype, shape and two data_offsets for “t” before it")),
        Case("a negative extent", header: #"{"t":{"shape":[-1]}}"#, .header(offset: 15, expected: notNegative)),
        Case("a fraction", header: #"{"t":{"shape":[1.5]}}"#, .header(offset: 16, expected: "“]”")),
        Case("an exponent", header: #"{"t":{"shape":[1e3]}}"#, .header(offset: 16, expected: "“]”")),
        Case("a leading zero", header: #"{"t":{"shape":[01]}}"#, .header(offset: 15, expected: notNegative)),
        Case(
            "an extent beyond 63 bits", header: #"{"t":{"shape":[9223372036854775808]}}"#,
            .header(offset: 15, expected: "an integer of at most 63 bits")),
        Case(
            "a size beyond 63 bits",
            header: "{\(SafetensorsBytes.entry("t", type: "F32", shape: [1 << 31, 1 << 31], 0..<4))}", data: 4,
            .sizeOverflow(name: "t")),
        Case(
            "an overflow before a zero",
            header: "{\(SafetensorsBytes.entry("t", type: "?", shape: [1 << 32, 1 << 32, 0], 0..<0))}",
            .sizeOverflow(name: "t")),
        Case(
            "an end before the start", header: #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: 4,
            .endBeforeStart(name: "t", start: 4, end: 0)),
        Case(
            "a shape larger than the data", header: "{\(SafetensorsBytes.entry("t", type: "F16", shape: [3], 0..<4))}",
            data: 4, .wrongByteCount(name: "t", expected: 6, found: 4)),
    ]

    /// The tensors' places among each other.
    static let tilings = [
        Case("a late start", header: "{\(entry("a", 4..<8))}", data: 8, .gap(before: "a", expected: 0, found: 4)),
        Case(
            "a gap", header: "{\(entry("b", 8..<12)),\(entry("a", 0..<4))}", data: 12,
            .gap(before: "b", expected: 4, found: 8)),
        Case(
            "an overlap", header: "{\(entry("a", 0..<4)),\(entry("b", 2..<6))}", data: 6,
            .overlap(name: "b", expected: 4, found: 2)),
        Case(
            "the same bytes twice", header: "{\(entry("a", 0..<4)),\(entry("b", 0..<4))}", data: 4,
            .overlap(name: "b", expected: 4, found: 0)),
        Case("data cut off", header: "{\(entry("a", 0..<4))}", data: 3, .dataTooShort(expected: 4, found: 3)),
        Case("bytes behind", header: "{\(entry("a", 0..<4))}", data: 5, .trailingBytes(count: 1)),
        Case("bytes of no tensor", header: "{}", data: 1, .trailingBytes(count: 1)),
    ]

    private static let notNegative = "an integer that is not negative"

    private static func entry(_ name: String, _ range: Range<Int>) -> String {
        SafetensorsBytes.entry(name, type: "F32", shape: [1], range)
    }
}
