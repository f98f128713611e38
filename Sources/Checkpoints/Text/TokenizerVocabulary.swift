/// The tokens of a byte-pair tokenizer and the merges that make them, as CLIP's checkpoints carry them.
public struct TokenizerVocabulary: Sendable {
    /// A token that is found in a text as it stands, before anything else is done.
    public struct AddedToken: Equatable, Sendable {
        /// How it is written.
        public var content: String
        /// Whether it is looked for in the text after lower-casing and composing, instead of before.
        public var isNormalized: Bool
    }

    /// Two tokens that become one, by their ids.
    public struct Merge: Equatable, Sendable {
        /// The token in front.
        public var left: Int
        /// The token behind.
        public var right: Int
        /// What they become.
        public var result: Int
    }

    /// Every token's id, tokens in the alphabet of bytes (`ByteAlphabet`).
    public let ids: [String: Int]
    /// The first to be merged first.
    public let merges: [Merge]
    /// Tokens that are found in texts as they stand; the begin and the end token are among them.
    public let addedTokens: [AddedToken]
    /// In front of every text.
    public let beginID: Int
    /// Behind every text.
    public let endID: Int
    /// What fills up a text that is shorter than others, in transformers.
    public let paddingID: Int
    /// What stands for a byte that is no token.
    public let unknownID: Int

    static let tokenizerName = "tokenizer.json"
    static let vocabularyName = "vocab.json"
    /// Both of Hugging Face's name and OpenAI's own.
    static let mergesNames = ["merges.txt", "bpe_simple_vocab_16e6.txt"]

    /// Reads `tokenizer.json`, else `vocab.json` and `merges.txt`, else `merges.txt` alone, which leaves only one
    /// vocabulary possible: OpenAI's order of tokens.
    init(directory: String) throws(CheckpointError) {
        let tokenizer = directory + "/" + Self.tokenizerName
        if isListed(tokenizer) {
            let file = try TokenizerFile(file: tokenizer)
            try self.init(
                file: tokenizer, ids: file.model.vocab, merges: file.pairs(file: tokenizer),
                special: SpecialTokens(directory: directory, listed: file.added))
            return
        }
        guard let name = Self.mergesNames.first(where: { isListed(directory + "/" + $0) }) else {
            throw .incompleteModel(directory: directory, missing: Self.tokenizerName)
        }
        let vocabulary = directory + "/" + Self.vocabularyName
        let hasVocabulary = isListed(vocabulary)
        let merges = try MergesFile(file: directory + "/" + name, isWhole: hasVocabulary).merges
        try self.init(
            file: hasVocabulary ? vocabulary : directory + "/" + name,
            ids: hasVocabulary ? try decodeJSON([String: Int].self, file: vocabulary) : Self.ids(of: merges),
            merges: merges, special: SpecialTokens(directory: directory, listed: []))
    }

    private init(
        file: String, ids: [String: Int], merges: [(left: String, right: String)], special: SpecialTokens
    ) throws(CheckpointError) {
        // A token's id is an index into the embeddings and part of a 64-bit key.
        guard ids.values.allSatisfy({ (0..<Int(Int32.max)).contains($0) }) else {
            throw .inconsistentVocabulary(file: file, reason: "a token's id is not a whole number below 2³¹")
        }
        func id(of token: String) throws(CheckpointError) -> Int {
            guard let id = ids[token] ?? special.ids[token] else {
                throw .inconsistentVocabulary(file: file, reason: "“\(token)” has no id")
            }
            return id
        }
        beginID = try id(of: special.begin.content)
        endID = try id(of: special.end.content)
        paddingID = try id(of: special.padding.content)
        unknownID = try id(of: special.unknown.content)
        addedTokens = special.added
        for token in special.added { _ = try id(of: token.content) }
        self.ids = ids.merging(special.ids) { listed, _ in listed }
        var numbered: [Merge] = []
        numbered.reserveCapacity(merges.count)
        for (left, right) in merges {
            numbered.append(
                Merge(left: try id(of: left), right: try id(of: right), result: try id(of: left + right)))
        }
        self.merges = numbered
    }

    /// OpenAI's order: bytes, bytes at the end of a word, merges, begin, end.
    private static func ids(of merges: [(left: String, right: String)]) -> [String: Int] {
        let bytes = ByteAlphabet.inVocabularyOrder.map(String.init)
        let tokens = bytes + bytes.map { $0 + ByteAlphabet.wordEnd } + merges.map { $0.left + $0.right }
        return Dictionary(
            (tokens + [SpecialTokens.begin, SpecialTokens.end]).enumerated().map { ($1, $0) },
            uniquingKeysWith: { _, last in last })
    }
}
