import Foundation

/// Values that a reference implementation wrote, read from a safetensors file.
///
/// This reader is apart from the library's own on purpose, and trusts its files: a test must not fail, or pass,
/// because of the code it tests.
package struct GoldenFile: Sendable {
    /// What makes a golden file unusable.
    package enum Failure: Error {
        /// The file has no tensor of that name.
        case noTensor(String, file: String)
        /// The tensor has other elements than were asked for.
        case wrongType(String, found: String, expected: String)
        /// The file is not safetensors.
        case malformed(file: String)
    }

    private struct Entry: Decodable {
        let type: String?
        let shape: [Int]?
        let offsets: [Int]?

        enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }
    }

    /// Where it was read from.
    package let path: String
    private let entries: [String: Entry]
    private let values: [UInt8]

    /// Reads `Tests/Golden/<name>.safetensors`.
    package init(named name: String) throws {
        try self.init(path: "\(ProjectPaths.golden)/\(name).safetensors")
    }

    /// Reads any golden file: 8 bytes of header length, the header in JSON, the values.
    package init(path: String) throws {
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        guard bytes.count >= 8 else { throw Failure.malformed(file: path) }
        let headerLength = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard headerLength <= bytes.count - 8 else { throw Failure.malformed(file: path) }
        self.path = path
        entries = try JSONDecoder().decode([String: Entry].self, from: Data(bytes[8..<8 + headerLength]))
        values = Array(bytes[(8 + headerLength)...])
    }

    /// The names of the tensors, sorted.
    package var names: [String] { entries.keys.filter { $0 != "__metadata__" }.sorted() }

    /// The extents of a tensor, outermost first.
    package func shape(_ name: String) throws -> [Int] {
        guard let shape = entries[name]?.shape else { throw Failure.noTensor(name, file: path) }
        return shape
    }

    /// The elements of an F32 tensor in row-major order.
    package func floats(_ name: String) throws -> [Float] {
        try slice(name, type: "F32").withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { offset in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }

    /// The elements of a U8 tensor in row-major order.
    package func bytes(_ name: String) throws -> [UInt8] { try Array(slice(name, type: "U8")) }

    private func slice(_ name: String, type expected: String) throws -> ArraySlice<UInt8> {
        guard let entry = entries[name], let type = entry.type, let offsets = entry.offsets, offsets.count == 2
        else { throw Failure.noTensor(name, file: path) }
        guard type == expected else { throw Failure.wrongType(name, found: type, expected: expected) }
        guard offsets[0] <= offsets[1], offsets[1] <= values.count else { throw Failure.malformed(file: path) }
        return values[offsets[0]..<offsets[1]]
    }
}
