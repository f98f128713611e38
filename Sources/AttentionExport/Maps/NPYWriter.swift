/// Writes arrays as NumPy's .npy files, format 1.0, which `numpy.load` reads.
///
/// Source: NumPy's documentation of `numpy.lib.format`.
public struct NPYWriter: Sendable {
    /// A writer; it has nothing to set.
    public init() {}

    /// Writes (layers, heads, rows, columns) of float32 in C order; the file appears under its name when it is whole.
    public func write(_ maps: MapStack, to path: String) throws(ExportError) {
        try write(maps.values, shape: maps.shape, to: path)
    }

    /// Writes any array of float32 in C order: as many values as the shape has.
    public func write(_ values: [Float], shape: [Int], to path: String) throws(ExportError) {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values are no array of \(shape)")
        var file = try AtomicFile(at: path)
        try file.write(Self.header(shape: shape) + values.littleEndianBytes)
        try file.commit()
    }

    /// Magic, version, length, and a Python literal, padded so
    /// that the values begin at a multiple of `alignment` bytes.
    static func header(shape: [Int], alignment: Int = 64) -> [UInt8] {
        let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var description = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }"
        // Two bytes for the length, and one for the newline the text must end with.
        let unpadded = magic.count + 2 + description.utf8.count + 1
        description += String(repeating: " ", count: (alignment - unpadded % alignment) % alignment) + "\n"
        let length = UInt16(description.utf8.count)
        return magic + [UInt8(length & 255), UInt8(length >> 8)] + Array(description.utf8)
    }
}
