/// The characters between the brackets of a pattern.
struct ScalarSet: Equatable {
    private var ranges: [ClosedRange<UInt32>] = []
    private var isNegated = false

    /// Whether one of these, or none of these where that is asked for, has this value.
    func contains(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } != isNegated }

    /// Reads behind a `[` up to its `]`, and takes it off; `pattern` is what it is part of, for errors.
    init(readingFrom rest: inout Substring.UnicodeScalarView, of pattern: String) throws(PathGlobError) {
        if rest.first == "!" || rest.first == "^" {
            isNegated = true
            rest.removeFirst()
        }
        var isFirst = true
        while let scalar = rest.popFirst() {
            // In the first place it stands for itself.
            if scalar == "]", !isFirst { return }
            isFirst = false
            if scalar == "[", rest.first == ":", let ranges = try Self.readClass(from: &rest, of: pattern) {
                self.ranges += ranges
                continue
            }
            let low = try Self.literal(scalar, &rest, of: pattern)
            guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst(2)
            let high = try Self.literal(end, &rest, of: pattern)
            // The wrong way round, the first alone is left, as git has it.
            ranges.append(low...max(low, high))
        }
        throw .unclosed(pattern)
    }

    private static func literal(
        _ scalar: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView, of pattern: String
    ) throws(PathGlobError) -> UInt32 {
        guard scalar == "\\" else { return scalar.value }
        guard let literal = rest.popFirst() else { throw .unclosed(pattern) }
        return literal.value
    }

    /// `:digit:]` behind a `[`; nil, and nothing is taken off, where no `:]` follows.
    private static func readClass(
        from rest: inout Substring.UnicodeScalarView, of pattern: String
    ) throws(PathGlobError) -> [ClosedRange<UInt32>]? {
        let body = rest.dropFirst()
        guard let end = body.firstIndex(of: "]"), end > body.startIndex, body[body.index(before: end)] == ":" else {
            return nil
        }
        let name = String(body[..<body.index(before: end)])
        guard let ranges = classes[name] else { throw .unknownClass(name, of: pattern) }
        rest = body[body.index(after: end)...]
        return ranges
    }

    /// As POSIX has them, of ASCII alone.
    private static let classes: [String: [ClosedRange<UInt32>]] = {
        let digit: ClosedRange<UInt32> = 0x30...0x39
        let upper: ClosedRange<UInt32> = 0x41...0x5A
        let lower: ClosedRange<UInt32> = 0x61...0x7A
        let punctuation: [ClosedRange<UInt32>] = [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        return [
            "alnum": [digit, upper, lower], "alpha": [upper, lower], "blank": [0x09...0x09, 0x20...0x20],
            "cntrl": [0x00...0x1F, 0x7F...0x7F], "digit": [digit], "graph": [0x21...0x7E], "lower": [lower],
            "print": [0x20...0x7E], "punct": punctuation, "space": [0x09...0x0D, 0x20...0x20], "upper": [upper],
            "xdigit": [digit, 0x41...0x46, 0x61...0x66],
        ]
    }()
}
