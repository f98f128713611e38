/// Which tokens begin and end a text, fill it up, and stand for what has no token; and which are found in texts as they
/// stand.
///
/// `tokenizer_config.json` names them, before transformers 4.35 together with `special_tokens_map.json`; what neither
/// names is as in transformers' CLIPTokenizer.
struct SpecialTokens {
    static let begin = "<|startoftext|>"
    static let end = "<|endoftext|>"

    private(set) var begin = Token(content: Self.begin, isNormalized: false)
    private(set) var end = Token(content: Self.end, isNormalized: false)
    private(set) var padding = Token(content: Self.end, isNormalized: false)
    private(set) var unknown = Token(content: Self.end, isNormalized: false)
    /// Ids of tokens that were added to a vocabulary, by token.
    private(set) var ids: [String: Int] = [:]
    private(set) var added: [Token] = []

    typealias Token = TokenizerVocabulary.AddedToken

    private static let configurationName = "tokenizer_config.json"
    private static let mapName = "special_tokens_map.json"
    private static let decoderKey = "added_tokens_decoder"

    /// - Parameter listed: `added_tokens` of `tokenizer.json`.
    init(directory: String, listed: [TokenizerFile.Added]) throws(CheckpointError) {
        let path = directory + "/" + Self.configurationName
        let fields =
            isListed(path) ? try ConfigurationFields(file: path) : ConfigurationFields(file: path, members: [:])
        try name(fields)
        if case .object(let decoder)? = fields[Self.decoderKey] {
            for (id, token) in decoder { try add(token, id: Int(id), file: path) }
        } else {
            let map = directory + "/" + Self.mapName
            if isListed(map) { try name(ConfigurationFields(file: map)) }
            let file = directory + "/" + TokenizerVocabulary.tokenizerName
            for token in listed { try add(token, file: file) }
        }
        for token in [begin, end, unknown, padding] where !added.contains(where: { $0.content == token.content }) {
            added.append(token)
        }
    }

    /// Takes the tokens that the file has.
    private mutating func name(_ fields: ConfigurationFields) throws(CheckpointError) {
        begin = try fields.token("bos_token") ?? begin
        end = try fields.token("eos_token") ?? end
        padding = try fields.token("pad_token") ?? padding
        unknown = try fields.token("unk_token") ?? unknown
    }

    private mutating func add(_ token: JSONValue, id: Int?, file: String) throws(CheckpointError) {
        guard case .object(let members) = token, let id else {
            throw .invalidValue(
                file: file, key: Self.decoderKey, expected: "tokens by id", found: token.description)
        }
        let fields = ConfigurationFields(file: file, members: members)
        let content = try fields.string("content", default: "")
        func flag(_ key: String) throws(CheckpointError) -> Bool { try fields.boolean(key, default: false) }
        try add(
            TokenizerFile.Added(
                id: id, content: content, normalized: try flag("normalized"), singleWord: try flag("single_word"),
                stripsLeft: try flag("lstrip"), stripsRight: try flag("rstrip")), file: file)
    }

    private mutating func add(_ token: TokenizerFile.Added, file: String) throws(CheckpointError) {
        guard !token.content.isEmpty else { return }
        guard token.singleWord != true, token.stripsLeft != true, token.stripsRight != true else {
            throw .inconsistentVocabulary(
                file: file, reason: "“\(token.content)” takes spaces or whole words, which no token of CLIP's does")
        }
        if let id = token.id { ids[token.content] = id }
        added.append(.init(content: token.content, isNormalized: token.normalized ?? false))
    }
}

extension ConfigurationFields {
    /// A token: its text, or an object that has it.
    fileprivate func token(_ key: String) throws(CheckpointError) -> SpecialTokens.Token? {
        if let object = object(key) {
            return .init(
                content: try object.string("content", default: ""),
                isNormalized: try object.boolean("normalized", default: false))
        }
        return self[key] == nil ? nil : .init(content: try string(key, default: ""), isNormalized: false)
    }
}
