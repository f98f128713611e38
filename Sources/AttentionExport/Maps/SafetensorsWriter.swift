#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes maps as one tensor `attention` in the safetensors format, with texts that say what they are.
///
/// Source: the format's description at huggingface.co/docs/safetensors.
public struct SafetensorsWriter: Sendable {
    /// A writer; it has nothing to set.
    public init() {}

    /// Writes (layers, heads, rows, columns) of F32; the file appears under its name when it is whole.
    ///
    /// The metadata holds the maps' own (layers, heads, and the geometry back to the original) and the caller's, such
    /// as the model and the options of the run; of two with one name the caller's is kept.
    public func write(_ maps: MapStack, metadata: [String: String] = [:], to path: String) throws(ExportError) {
        let texts = maps.metadata.merging(metadata) { _, callers in callers }
        let header = try Self.header(shape: maps.shape, metadata: texts, path: path)
        var file = try AtomicFile(at: path)
        try file.write(header + maps.values.littleEndianBytes)
        try file.commit()
    }

    private struct Header: Encodable {
        struct Entry: Encodable {
            let type = "F32"
            let shape: [Int]
            let offsets: [Int]

            enum CodingKeys: String, CodingKey {
                case type = "dtype"
                case shape
                case offsets = "data_offsets"
            }
        }

        let metadata: [String: String]
        let attention: Entry

        enum CodingKeys: String, CodingKey {
            case metadata = "__metadata__"
            case attention
        }
    }

    /// The length in eight bytes, the lowest first, and the header in JSON, padded to a multiple of eight.
    private static func header(
        shape: [Int], metadata: [String: String], path: String
    ) throws(ExportError) -> [UInt8] {
        let entry = Header.Entry(shape: shape, offsets: [0, shape.reduce(4, *)])
        let encoder = JSONEncoder()
        // Sorted, because the same maps must make the same bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text: [UInt8]
        do {
            text = try Array(encoder.encode(Header(metadata: metadata, attention: entry)))
        } catch {
            throw .encoding(path: path, reason: "\(error)")
        }
        text += Array(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
        return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    }
}
