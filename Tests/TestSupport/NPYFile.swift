import Foundation

/// A NumPy file as a test reads it: apart from the library's writer on purpose.
package struct NPYFile {
    /// What makes a file unusable.
    package enum Failure: Error {
        /// It is not an array of little-endian float32 in C order, format 1.0.
        case notAFloatArray(header: String)
    }

    /// The extents, outermost first.
    package let shape: [Int]
    /// The elements in row-major order.
    package let values: [Float]

    /// Reads the bytes of a file: magic, version, length, a Python literal, the values.
    package init(_ bytes: [UInt8]) throws {
        let literalStart = 10
        guard bytes.count > literalStart, bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]) else {
            throw Failure.notAFloatArray(header: "")
        }
        let end = literalStart + Int(bytes[8]) + Int(bytes[9]) << 8
        guard end <= bytes.count else { throw Failure.notAFloatArray(header: "") }
        let header = String(decoding: bytes[literalStart..<end], as: UTF8.self)
        guard let match = header.firstMatch(of: /'shape': \(([0-9, ]*)\)/), header.contains("'descr': '<f4'"),
            header.contains("'fortran_order': False")
        else { throw Failure.notAFloatArray(header: header) }
        let extents = match.1.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard bytes.count - end == extents.reduce(4, *) else { throw Failure.notAFloatArray(header: header) }
        shape = extents
        values = bytes[end...].withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { offset in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }
}
