import Checkpoints

/// Tokens that are found in a text as they stand, whatever is around them: `<|endoftext|>` and its like.
struct AddedTokens: Sendable {
    /// A part of a text.
    enum Part {
        case text(ArraySlice<Unicode.Scalar>)
        case token(Int)

        /// The token's id; of text, none.
        var ids: [Int] {
            if case .token(let id) = self { [id] } else { [] }
        }
    }

    /// No token is found.
    static let none = AddedTokens(tokens: [])

    /// The longest first: of two that begin at the same place, the longer is meant.
    private let tokens: [(content: [Unicode.Scalar], id: Int)]

    private init(tokens: [(content: [Unicode.Scalar], id: Int)]) {
        self.tokens = tokens.sorted { $0.content.count > $1.content.count }
    }

    /// Those that are looked for after lower-casing and composing, which are lower-cased and composed too; or the
    /// others.
    init(_ vocabulary: TokenizerVocabulary, normalized: Bool) {
        let tokens = vocabulary.addedTokens.filter { $0.isNormalized == normalized }.compactMap { token in
            vocabulary.ids[token.content].map { (Array(token.content.unicodeScalars), $0) }
        }
        self.init(
            tokens: tokens.map { content, id in
                (normalized ? TextCasing.lowercased(CanonicalComposition.composed(content)) : content, id)
            })
    }

    /// The text with the tokens cut out.
    func split(_ text: [Unicode.Scalar]) -> [Part] {
        guard !tokens.isEmpty else { return text.isEmpty ? [] : [.text(text[...])] }
        var parts: [Part] = []
        var (start, place) = (0, 0)
        while place < text.count {
            guard let token = tokens.first(where: { text[place...].starts(with: $0.content) }) else {
                place += 1
                continue
            }
            if start < place { parts.append(.text(text[start..<place])) }
            parts.append(.token(token.id))
            place += token.content.count
            start = place
        }
        if start < text.count { parts.append(.text(text[start...])) }
        return parts
    }
}
