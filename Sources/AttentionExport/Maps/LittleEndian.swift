extension [Float] {
    /// The numbers in the order of memory of every file format here: four bytes each, the lowest first.
    var littleEndianBytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * 4) { bytes, filled in
            for (index, value) in enumerated() {
                UnsafeMutableRawBufferPointer(bytes).storeBytes(
                    of: value.bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
            }
            filled = bytes.count
        }
    }
}
