/// Reads the JSON of a safetensors header: just the grammar that the format has, and strictly.
///
/// A general JSON parser would do but for one rule: of two equal names, Foundation's keeps one silently, and the other
/// tensor's bytes would be used for nothing or, worse, in place of the first's. This scanner sees them both. The
/// bytes are known to be UTF-8.
struct HeaderScanner {
    private let bytes: [UInt8]
    /// The byte that is looked at next.
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// `{ "name": value, … }`, calling the closure where each value starts; it reads the value.
    mutating func object(
        entry: (inout HeaderScanner, String) throws(SafetensorsFault) -> Void
    ) throws(SafetensorsFault) {
        try expect("{")
        if skip("}") { return }
        var names: Set<String> = []
        repeat {
            let name = try string()
            guard names.insert(name).inserted else { throw .duplicateName(name) }
            try expect(":")
            try entry(&self, name)
        } while skip(",")
        try expect("}")
    }

    /// `[ 1, 2, … ]`, of integers that are not negative; so many at most.
    mutating func integers(atMost limit: Int) throws(SafetensorsFault) -> [Int] {
        try expect("[")
        if skip("]") { return [] }
        var values: [Int] = []
        repeat {
            guard values.count < limit else { throw fault("at most \(limit) numbers") }
            values.append(try integer())
        } while skip(",")
        try expect("]")
        return values
    }

    /// Digits without sign, fraction, exponent or leading zeros.
    private mutating func integer() throws(SafetensorsFault) -> Int {
        skipSpace()
        let start = offset
        var value = 0
        while let digit = next?.decimalDigit {
            let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tens.addingReportingOverflow(digit)
            guard !overflowed, !carried else { throw fault("an integer of at most 63 bits", at: start) }
            value = sum
            offset += 1
        }
        let digits = offset - start
        guard digits > 0, digits == 1 || bytes[start] != UInt8(ascii: "0") else {
            throw fault("an integer that is not negative", at: start)
        }
        return value
    }

    /// `"…"`, with JSON's escapes resolved.
    mutating func string() throws(SafetensorsFault) -> String {
        try expect("\"")
        var content = plainRun()
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content += try escape()
            case ..<0x20: throw fault("no control character in a string", at: offset - 1)
            default: content.append(byte)
            }
        }
        throw fault("the end of a string")
    }

    /// The bytes up to the next that has a meaning of its own in a string: mostly its end, so that they are all of it.
    private mutating func plainRun() -> [UInt8] {
        let start = offset
        while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != UInt8(ascii: "\""),
            bytes[offset] != UInt8(ascii: "\\")
        {
            offset += 1
        }
        return Array(bytes[start..<offset])
    }

    /// What follows a backslash, as UTF-8.
    private mutating func escape() throws(SafetensorsFault) -> [UInt8] {
        guard let byte = next else { throw fault("an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(try escapedCharacter().utf8)
        default: throw fault("an escape that JSON has", at: offset - 1)
        }
    }

    /// `\u0041`, or two of them that make a character beyond U+FFFF; the first `\u` is behind us.
    private mutating func escapedCharacter() throws(SafetensorsFault) -> String {
        let start = offset
        var units = [try hexadecimalUnit()]
        if UTF16.isLeadSurrogate(units[0]), next == UInt8(ascii: "\\") {
            offset += 1
            guard next == UInt8(ascii: "u") else { throw fault("the second half of a surrogate pair") }
            offset += 1
            units.append(try hexadecimalUnit())
        }
        guard let character = String(validating: units, as: UTF16.self) else {
            throw fault("a whole surrogate pair", at: start)
        }
        return character
    }

    private mutating func hexadecimalUnit() throws(SafetensorsFault) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next?.hexadecimalDigit else { throw fault("four hexadecimal digits") }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }

    /// Only padding may follow the header's object.
    mutating func end() throws(SafetensorsFault) {
        skipSpace()
        guard offset == bytes.count else { throw fault("nothing but spaces after the object") }
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsFault) {
        guard skip(character) else { throw fault("“\(character)”") }
    }

    private func fault(_ expected: String, at position: Int? = nil) -> SafetensorsFault {
        .header(offset: position ?? offset, expected: expected)
    }
}

extension UInt8 {
    fileprivate var decimalDigit: Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) ? Int(self - UInt8(ascii: "0")) : nil
    }

    fileprivate var hexadecimalDigit: Int? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
