/// Writes arrays as NumPy's .npy files, format 1.0, which `numpy.load` reads.
///
/// Source: NumPy's documentation of `numpy.lib.format`.
public struct NPYWriter: Sendable {
    /// A writer; it has nothing to set.
    public init() {}

    /// Writes (layers, heads, rows, columns) of float32 in C order; the file appears under its name when it is whole.
    public func write(_ maps: MapStack, to path: String) throws(ExportError) {
        var file = try AtomicFile(at: path)
        try file.write(Self.header(shape: maps.shape) + maps.littleEndianBytes)
        try file.commit()
    }

    /// Magic, version, length, and a Python literal, padded so that the values begin at a multiple of 64 bytes.
    static func header(shape: [Int]) -> [UInt8] {
        let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var description = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }"
        // Two bytes for the length, and one for the newline the text must end with.
        let unpadded = magic.count + 2 + description.utf8.count + 1
        description += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = UInt16(description.utf8.count)
        return magic + [UInt8(length & 255), UInt8(length >> 8)] + Array(description.utf8)
    }
}
