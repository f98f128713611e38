/// The part of a pattern that stands for one name: no slash is in it.
struct NamePattern: Equatable {
    /// Any name.
    static let anything = NamePattern(tokens: [.any])

    private enum Token: Equatable {
        case byte(UInt8)
        /// One scalar of these; nil is any.
        case one(ScalarSet?)
        /// Any number of scalars.
        case any
    }

    private let tokens: [Token]

    private init(tokens: [Token]) { self.tokens = tokens }

    /// Reads the name; `pattern` is what it is part of, for errors.
    init(_ name: String, of pattern: String) throws(PathGlobError) {
        var tokens: [Token] = []
        var rest = Substring(name).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if tokens.last != .any { tokens.append(.any) }
            case "?": tokens.append(.one(nil))
            case "[": tokens.append(.one(try ScalarSet(readingFrom: &rest, of: pattern)))
            case "\\":
                guard let literal = rest.popFirst() else { throw .trailingBackslash(pattern) }
                tokens += Array(String(literal).utf8).map(Token.byte)
            default: tokens += Array(String(scalar).utf8).map(Token.byte)
            }
        }
        self.tokens = tokens
    }

    /// Whether the whole name is as the pattern says; only the last `*` is ever tried again.
    func matches(_ name: ArraySlice<UInt8>) -> Bool {
        var (token, place) = (0, name.startIndex)
        var again: (token: Int, place: Int)?
        while place < name.endIndex {
            if token < tokens.count, tokens[token] == .any {
                token += 1
                again = (token, place)
            } else if token < tokens.count, let length = length(of: tokens[token], at: place, in: name) {
                token += 1
                place += length
            } else {
                guard let last = again else { return false }
                // By scalars: from within one, `?` would find more than there are.
                let next = last.place + Self.scalar(at: last.place, in: name).length
                again = (last.token, next)
                (token, place) = (last.token, next)
            }
        }
        while token < tokens.count, tokens[token] == .any { token += 1 }
        return token == tokens.count
    }

    /// How many bytes a token takes; nil where it does not fit.
    private func length(of token: Token, at place: Int, in name: ArraySlice<UInt8>) -> Int? {
        switch token {
        case .any: return nil
        case .byte(let byte): return name[place] == byte ? 1 : nil
        case .one(let set):
            let scalar = Self.scalar(at: place, in: name)
            return set?.contains(scalar.value) ?? true ? scalar.length : nil
        }
    }

    /// The scalar whose bytes begin here; a byte that begins none counts as one, of a value that no scalar has.
    private static func scalar(at place: Int, in name: ArraySlice<UInt8>) -> (value: UInt32, length: Int) {
        let first = name[place]
        if first < 0x80 { return (UInt32(first), 1) }
        var iterator = name[place..<min(place + 4, name.endIndex)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return (0x11_0000 + UInt32(first), 1) }
        return (scalar.value, UTF8.width(scalar))
    }
}
