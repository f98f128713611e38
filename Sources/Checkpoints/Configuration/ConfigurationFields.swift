import FoundationEssentials

/// The members of a JSON file's object, read by key and type.
///
/// Numbers that size a model must be positive: nothing later has to ask. A key that is absent or null takes the
/// default that is given, which is that of the transformers class that wrote the file.
struct ConfigurationFields {
    /// Where the values come from.
    let file: String
    private let members: [String: JSONValue]

    /// The largest file that is parsed; the largest real ones, indices of sharded checkpoints, have some 100 kB.
    private static let byteLimit = 16 << 20

    init(file: String) throws(CheckpointError) {
        let mapped = try MappedFile(path: file)
        guard mapped.byteCount <= Self.byteLimit else {
            throw .invalidJSON(file: file, reason: "\(mapped.byteCount) bytes are more than \(Self.byteLimit)")
        }
        let data = mapped.bytes.withUnsafeBytes { Data($0) }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: data)
        } catch {
            // FoundationEssentials does not say where the text stops being JSON.
            throw .invalidJSON(file: file, reason: "it does not parse; it may be cut off")
        }
        guard case .object(let members) = value else {
            throw .invalidJSON(file: file, reason: "an object was expected, and \(value) found")
        }
        self.init(file: file, members: members)
    }

    init(file: String, members: [String: JSONValue]) {
        self.file = file
        self.members = members
    }

    /// The value at a key, unless it is absent or null.
    subscript(key: String) -> JSONValue? {
        guard let value = members[key], value != .null else { return nil }
        return value
    }

    /// Whether the file has the key at all, be it with null.
    func contains(_ key: String) -> Bool { members[key] != nil }

    func boolean(_ key: String, default standard: Bool) throws(CheckpointError) -> Bool {
        guard let value = self[key] else { return standard }
        guard case .boolean(let boolean) = value else { throw invalid(key, expected: "true or false") }
        return boolean
    }

    func string(_ key: String, default standard: String) throws(CheckpointError) -> String {
        guard let value = self[key] else { return standard }
        guard case .string(let string) = value else { throw invalid(key, expected: "a string") }
        return string
    }

    /// A whole number of at least 1.
    func count(_ key: String, default standard: Int) throws(CheckpointError) -> Int {
        guard let value = self[key] else { return standard }
        guard let count = value.integer, Self.counts.contains(count) else {
            throw invalid(key, expected: "a whole number from 1 to \(Self.counts.upperBound)")
        }
        return count
    }

    /// A whole number of at least 0.
    func natural(_ key: String, default standard: Int) throws(CheckpointError) -> Int {
        self[key]?.integer == 0 ? 0 : try count(key, default: standard)
    }

    /// A finite number.
    func number(_ key: String, default standard: Double) throws(CheckpointError) -> Double {
        guard let value = self[key] else { return standard }
        guard case .number(let number) = value, number.isFinite else { throw invalid(key, expected: "a number") }
        return number
    }

    /// A finite number above 0.
    func positive(_ key: String, default standard: Double) throws(CheckpointError) -> Double {
        guard let value = self[key] else { return standard }
        guard case .number(let number) = value, number > 0, number.isFinite else {
            throw invalid(key, expected: "a number above 0")
        }
        return number
    }

    /// An array of numbers, one for each channel.
    func channels(_ key: String) throws(CheckpointError) -> [Float] {
        let expected = "three numbers, of red, green and blue"
        guard case .array(let values)? = self[key], values.count == 3 else { throw invalid(key, expected: expected) }
        var channels: [Float] = []
        for case .number(let number) in values where number.isFinite { channels.append(Float(number)) }
        guard channels.count == values.count else { throw invalid(key, expected: expected) }
        return channels
    }

    /// A side of a square, or `[height, width]`.
    func size(_ key: String, default side: Int) throws(CheckpointError) -> ImageSize {
        switch self[key] {
        case nil: return ImageSize(height: side, width: side)
        case .number?:
            let side = try count(key, default: side)
            return ImageSize(height: side, width: side)
        case .array(let sides)?:
            let lengths = sides.compactMap(\.integer).filter(Self.counts.contains)
            if sides.count == 2, lengths.count == 2 { return ImageSize(height: lengths[0], width: lengths[1]) }
        default: break
        }
        throw invalid(key, expected: "a number of pixels or [height, width]")
    }

    /// The members of the object at a key, for another look at it.
    func object(_ key: String) -> ConfigurationFields? {
        guard case .object(let members)? = self[key] else { return nil }
        return ConfigurationFields(file: file, members: members)
    }

    /// The object at a key, whose values are all strings.
    func strings(_ key: String) throws(CheckpointError) -> [String: String] {
        guard case .object(let members)? = self[key] else { throw invalid(key, expected: "an object") }
        var strings: [String: String] = [:]
        for (name, value) in members {
            guard case .string(let string) = value else { throw invalid(key, expected: "an object of strings") }
            strings[name] = string
        }
        return strings
    }

    /// The error that says what the value at a key, or the default that stands in for it, should be.
    func invalid(_ key: String, expected: String, default standard: (any Numeric)? = nil) -> CheckpointError {
        let absent = standard.map { "\($0) by default" } ?? "absent"
        return .invalidValue(file: file, key: key, expected: expected, found: self[key]?.description ?? absent)
    }

    /// Far above any model's sizes, and far below where a product of a few would overflow.
    static let counts = 1...100_000
}
