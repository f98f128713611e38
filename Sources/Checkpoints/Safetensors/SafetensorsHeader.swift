import Tensors

/// The checked header of a safetensors file: which tensors it has, and where.
struct SafetensorsHeader {
    /// The tensors in the order of their bytes.
    let tensors: [StoredTensor]
    /// The notes under `__metadata__`.
    let metadata: [String: String]
    /// Where the data starts in the file.
    let dataOffset: Int

    /// The longest header that the format's reference implementation takes.
    static let lengthLimit = 100_000_000
    /// Far more tensors than a model's file has; a header could announce millions, and checking them takes seconds.
    static let tensorLimit = 1 << 16
    /// Far more than a weight has.
    private static let dimensionLimit = 64
    /// The header's length is a 64-bit number, least significant byte first.
    private static let prefixLength = 8

    /// Reads and checks the header at the start of a whole file; nothing of the data is looked at.
    init(of file: borrowing RawSpan) throws(SafetensorsFault) {
        let text = try Self.text(of: file)
        dataOffset = Self.prefixLength + text.count

        var scanner = HeaderScanner(text)
        var tensors: [StoredTensor] = []
        var metadata: [String: String] = [:]
        try scanner.object { scanner, name throws(SafetensorsFault) in
            if name == "__metadata__" {
                metadata = try Self.metadata(&scanner)
            } else {
                guard tensors.count < Self.tensorLimit else { throw .tooManyTensors(limit: Self.tensorLimit) }
                tensors.append(try Self.tensor(named: name, &scanner))
            }
        }
        try scanner.end()

        // Tensors without elements share their start with the next one, and come before it.
        tensors.sort { first, second in
            (first.byteRange.lowerBound, first.byteRange.upperBound)
                < (second.byteRange.lowerBound, second.byteRange.upperBound)
        }
        try Self.checkTiling(tensors, of: file.byteCount - dataOffset)
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The header's JSON, with a length that was checked before anything was copied.
    private static func text(of file: borrowing RawSpan) throws(SafetensorsFault) -> [UInt8] {
        guard file.byteCount >= prefixLength else { throw .tooShort(byteCount: file.byteCount) }
        let length = UInt64(littleEndian: file.unsafeLoadUnaligned(as: UInt64.self))
        guard length <= UInt64(lengthLimit) else { throw .headerTooLong(length: length, limit: lengthLimit) }
        let available = file.byteCount - prefixLength
        guard length <= UInt64(available) else { throw .headerPastEnd(length: Int(length), available: available) }

        let text = file.extracting(prefixLength..<prefixLength + Int(length)).withUnsafeBytes { Array($0) }
        guard text.first == UInt8(ascii: "{") else { throw .header(offset: 0, expected: "“{”") }
        guard String(validating: text, as: UTF8.self) != nil else { throw .headerNotUTF8 }
        return text
    }

    private static func metadata(_ scanner: inout HeaderScanner) throws(SafetensorsFault) -> [String: String] {
        var metadata: [String: String] = [:]
        try scanner.object { scanner, key throws(SafetensorsFault) in
            metadata[key] = try scanner.string()
        }
        return metadata
    }

    /// `{"dtype": "F32", "shape": [384], "data_offsets": [0, 1536]}`, in any order and nothing else.
    private static func tensor(
        named name: String, _ scanner: inout HeaderScanner
    ) throws(SafetensorsFault) -> StoredTensor {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { scanner, key throws(SafetensorsFault) in
            let start = scanner.offset
            switch key {
            case "dtype": type = try scanner.string()
            case "shape": shape = try scanner.integers(atMost: dimensionLimit)
            case "data_offsets": offsets = try scanner.integers(atMost: 2)
            default: throw .header(offset: start, expected: "dtype, shape or data_offsets, not “\(key)”")
            }
        }
        guard let type, let shape, let offsets, offsets.count == 2 else {
            throw .header(offset: scanner.offset, expected: "dtype, shape and two data_offsets for “\(name)” before it")
        }
        return try checked(name, ElementType(rawValue: type), shape, start: offsets[0], end: offsets[1])
    }

    /// The tensor, if its offsets and its shape agree.
    private static func checked(
        _ name: String, _ type: ElementType, _ shape: [Int], start: Int, end: Int
    ) throws(SafetensorsFault) -> StoredTensor {
        guard start <= end else { throw .endBeforeStart(name: name, start: start, end: end) }
        // An unknown type's size is unknown too; its count of elements must still be one that can be computed.
        var byteCount = type.byteCount ?? 1
        for extent in shape {
            let (product, overflowed) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflowed else { throw .sizeOverflow(name: name) }
            byteCount = product
        }
        guard type.byteCount == nil || byteCount == end - start else {
            throw .wrongByteCount(name: name, expected: byteCount, found: end - start)
        }
        return StoredTensor(name: name, elementType: type, shape: Shape(shape), byteRange: start..<end)
    }

    /// Every byte of the data belongs to exactly one tensor.
    private static func checkTiling(_ tensors: [StoredTensor], of byteCount: Int) throws(SafetensorsFault) {
        var end = 0
        for tensor in tensors {
            let start = tensor.byteRange.lowerBound
            guard start <= end else { throw .gap(before: tensor.name, expected: end, found: start) }
            guard start >= end else { throw .overlap(name: tensor.name, expected: end, found: start) }
            end = tensor.byteRange.upperBound
        }
        guard end <= byteCount else { throw .dataTooShort(expected: end, found: byteCount) }
        guard end == byteCount else { throw .trailingBytes(count: byteCount - end) }
    }
}
