import Checkpoints
import TestSupport

/// Safetensors files as a test wants them, right or wrong.
enum SafetensorsBytes {
    /// The length of a header, the header, the data; with another length where a test lies about it.
    static func file(header: [UInt8], data: [UInt8] = [], announcing length: UInt64? = nil) -> [UInt8] {
        littleEndian(length ?? UInt64(header.count)) + header + data
    }

    /// As above, with the header in text.
    static func file(header: String, data: [UInt8] = []) -> [UInt8] { file(header: Array(header.utf8), data: data) }

    /// A file of one tensor.
    static func tensor(_ name: String = "t", type: String, shape: [Int], data: [UInt8]) -> [UInt8] {
        file(header: "{\(entry(name, type: type, shape: shape, 0..<data.count))}", data: data)
    }

    /// A file of float32 tensors that are all zeros, and one of a whole number if it has a name.
    static func zeros(_ shapes: [(name: String, shape: [Int])], integers: String? = nil) -> [UInt8] {
        var offset = 0
        var entries: [String] = []
        if let integers {
            entries.append(entry(integers, type: "I64", shape: [1], 0..<8))
            offset = 8
        }
        for (name, shape) in shapes {
            let byteCount = 4 * shape.reduce(1, *)
            entries.append(entry(name, type: "F32", shape: shape, offset..<offset + byteCount))
            offset += byteCount
        }
        return file(header: "{\(entries.joined(separator: ","))}", data: Array(repeating: 0, count: offset))
    }

    /// `"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`.
    static func entry(_ name: String, type: String, shape: [Int], _ range: Range<Int>) -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}"
    }

    /// The bytes of a number, least significant first.
    static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// Opens these bytes as a file.
    static func open(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> SafetensorsFile {
        try SafetensorsFile(path: folder.file("t.safetensors", bytes))
    }
}
