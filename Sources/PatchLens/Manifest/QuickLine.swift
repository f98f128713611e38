/// Reads a manifest's line just as `ManifestWriter` writes that of a picture that is done, in a tenth of the time that
/// a reader of any JSON takes: a folder of a million pictures has as many.
///
/// Of any other line it says nothing, and `JSONDecoder` decides. What it takes it takes as that would.
struct QuickLine {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// nil for what is to be read otherwise.
    static func picture(_ line: UnsafeBufferPointer<UInt8>) -> ManifestLine.Picture? {
        var line = QuickLine(line)
        return line.picture()
    }

    /// The keys in their order, without spaces and escapes.
    private mutating func picture() -> ManifestLine.Picture? {
        guard skip("{\"picture\":{\"input\":"), let input = text(), skip(",\"model\":"), let model = text(),
            let modified = optional(",\"modified\":", { $0.whole() }), skip(",\"optionsHash\":"),
            let optionsHash = text(), skip(",\"outputs\":["), let outputs = outputs(),
            let root = optional(",\"root\":", { $0.text() }), skip(",\"seconds\":"),
            let seconds = decimal(), let sha256 = optional(",\"sha256\":", { $0.text() }),
            let size = optional(",\"size\":", { $0.whole() }), skip(",\"status\":"), let status = text(),
            skip(",\"target\":"), let target = text(), skip(",\"weightsHash\":"), let weightsHash = text(), skip("}}"),
            place == bytes.count
        else { return nil }
        return ManifestLine.Picture(
            input: input, root: root, target: target, size: size, modified: modified.map(Int64.init), sha256: sha256,
            status: status,
            error: nil, outputs: outputs, model: model, weightsHash: weightsHash, optionsHash: optionsHash,
            seconds: seconds)
    }

    /// What follows a key that may be missing: `nil` in an optional where it is missing, and no optional where the
    /// value is none.
    private mutating func optional<Value>(
        _ key: StaticString, _ value: (inout QuickLine) -> Value?
    ) -> Value?? {
        guard skip(key) else { return .some(nil) }
        return value(&self).map { .some($0) }
    }

    /// What follows the bracket, with the other one.
    private mutating func outputs() -> [ManifestLine.Output]? {
        var outputs: [ManifestLine.Output] = []
        if skip("]") { return outputs }
        repeat {
            guard skip("{\"modified\":"), let modified = whole(), skip(",\"path\":"), let path = text(),
                skip(",\"size\":"), let size = whole(), skip("}")
            else { return nil }
            outputs.append(ManifestLine.Output(modified: Int64(modified), path: path, size: size))
        } while skip(",")
        return skip("]") ? outputs : nil
    }

    /// Goes on behind a text that stands here; false, and nothing else, if another does.
    private mutating func skip(_ expected: StaticString) -> Bool {
        let count = expected.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for index in 0..<count where bytes[place + index] != expected.utf8Start[index] { return false }
        place += count
        return true
    }

    /// In quotes, of UTF-8 without control characters.
    private mutating func text() -> String? {
        guard skip("\"") else { return nil }
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\\") else { return nil }
            place += 1
        }
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return String(validating: bytes[start..<place], as: UTF8.self)
    }

    /// That fits, with no sign but a minus.
    private mutating func whole() -> Int? {
        let isNegative = skip("-")
        let start = place
        guard let value = digits(), place - start == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        return isNegative ? -value : value
    }

    /// Digits, and perhaps a point with digits behind it.
    private mutating func decimal() -> Double? {
        let start = place
        guard digits() != nil, place - start == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        if skip("."), digits() == nil { return nil }
        return Double(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func digits() -> Int? {
        let start = place
        var value = 0
        while place < bytes.count, 48...57 ~= bytes[place] {
            let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tens.addingReportingOverflow(Int(bytes[place]) - 48)
            if overflows || overflowsToo { return nil }
            value = sum
            place += 1
        }
        return place > start ? value : nil
    }
}
