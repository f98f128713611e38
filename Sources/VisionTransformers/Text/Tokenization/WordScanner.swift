/// Cuts a text into what byte-pair encoding treats as words: contractions' endings, runs of letters, single digits, and
/// runs of anything else but white space. CLIP's regular expression, read from left to right:
///
///     's|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
///
/// All white space only separates, so that runs of it need no cleaning first.
struct WordScanner: Sendable {
    /// Tokens that the expression has before all else.
    let specials: [[Unicode.Scalar]]
    /// Whether ſ passes for s in an ending or a special token, as it does where the expression ignores case.
    let ignoresCase: Bool

    /// The special tokens and the endings of contractions.
    private let starts: [[Unicode.Scalar]]

    init(specials: [[Unicode.Scalar]], ignoresCase: Bool) {
        self.specials = specials
        self.ignoresCase = ignoresCase
        starts = specials + ["s", "t", "re", "ve", "m", "ll", "d"].map { Array(("'" + $0).unicodeScalars) }
    }

    private enum Kind {
        case letter, number, space, other

        init(_ scalar: Unicode.Scalar) {
            if scalar.properties.isWhitespace {
                self = .space
                return
            }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
            case .decimalNumber, .letterNumber, .otherNumber: self = .number
            default: self = .other
            }
        }
    }

    /// The words, in order.
    func words(of text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        let kinds = text.map { scalar in
            // Where case is ignored, the iota below (U+0345) is the letter ι too and matches nothing.
            ignoresCase && scalar == "\u{345}" ? .space : Kind(scalar)
        }
        var words: [ArraySlice<Unicode.Scalar>] = []
        var place = 0
        while place < text.count {
            let length = length(at: place, in: text, kinds)
            if kinds[place] != .space { words.append(text[place..<(place + length)]) }
            place += length
        }
        return words
    }

    /// How long the match at this place is; of white space, one.
    private func length(at place: Int, in text: [Unicode.Scalar], _ kinds: [Kind]) -> Int {
        let rest = text[place...]
        for start in starts where begins(rest, with: start) { return start.count }
        let kind = kinds[place]
        guard kind == .letter || kind == .other else { return 1 }
        return kinds[place...].prefix { $0 == kind }.count
    }

    private func begins(_ text: ArraySlice<Unicode.Scalar>, with start: [Unicode.Scalar]) -> Bool {
        text.starts(with: start) { $0 == $1 || ignoresCase && $0 == "ſ" && $1 == "s" }
    }
}
