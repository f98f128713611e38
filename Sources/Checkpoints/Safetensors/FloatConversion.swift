/// Stored elements to float32.
///
/// The bytes are little-endian, and need not be aligned: a header may have any length.
enum FloatConversion {
    /// As many elements as `floats` has, of one of the convertible types.
    ///
    /// - Returns: whether all of them are finite as float32.
    static func convert(
        _ bytes: borrowing RawSpan, of type: ElementType, to floats: inout MutableSpan<Float>
    ) -> Bool {
        switch type {
        case .float32: return convert(bytes, of: UInt32.self, to: &floats) { Float(bitPattern: $0) }
        case .float16: return convert(bytes, of: UInt16.self, to: &floats, by: fromFloat16)
        case .bfloat16: return convert(bytes, of: UInt16.self, to: &floats) { Float(bitPattern: UInt32($0) << 16) }
        case .float64: return convert(bytes, of: UInt64.self, to: &floats) { Float(Double(bitPattern: $0)) }
        default: preconditionFailure("\(type) does not convert to float32")
        }
    }

    @inline(__always)
    private static func convert<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: borrowing RawSpan, of bits: Bits.Type, to floats: inout MutableSpan<Float>, by value: (Bits) -> Float
    ) -> Bool {
        let size = MemoryLayout<Bits>.size
        precondition(bytes.byteCount == floats.count * size, "\(bytes.byteCount) bytes for \(floats.count) elements")
        // Adding one to the exponent carries into the sign when it is all ones, which only infinity and NaN have: an
        // addition and an or for each element, on vectors, and no branch.
        var carries: UInt32 = 0
        for index in floats.indices {
            // The precondition holds the whole loop inside the bytes.
            let stored = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index * size, as: Bits.self)
            let float = value(Bits(littleEndian: stored))
            floats[unchecked: index] = float
            carries |= (float.bitPattern & 0x7FFF_FFFF) &+ 0x0080_0000
        }
        return carries >> 31 == 0
    }

    /// Exact, by the layout of the two formats: 5 bits of exponent with bias 15 become 8 with bias 127.
    ///
    /// Moved to float32's place, exponent and fraction read as a number that is 2¹¹² too small, subnormal halves
    /// included, and the product puts that right. Only infinity and NaN need the exponent that stands for them.
    /// Swift's `Float16` would do the same by a call for each element, and is missing on Intel Macs.
    @inline(__always)
    static func fromFloat16(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let magnitude = UInt32(bits & 0x7FFF) << 13
        let isFinite = magnitude < 0x7C00 << 13
        let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
        return Float(bitPattern: sign | (isFinite ? scaled : magnitude | 0x7F80_0000))
    }
}
