import FoundationEssentials

/// `tokenizer.json` of Hugging Face's tokenizers: what of it makes CLIP's tokenizer.
///
/// As transformers does with a CLIPTokenizer, vocabulary and merges are taken from it, and cleaning and cutting into
/// words are the class's own.
struct TokenizerFile: Decodable {
    struct Model: Decodable {
        let type: String?
        let vocab: [String: Int]
        let merges: Merges
    }

    /// `"a b"`, or `["a", "b"]` in newer files.
    enum Merges: Decodable {
        case lines([String])
        case pairs([[String]])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let lines = try? container.decode([String].self) {
                self = .lines(lines)
            } else {
                self = .pairs(try container.decode([[String]].self))
            }
        }
    }

    struct Added: Decodable {
        let id: Int?
        let content: String
        let normalized: Bool?
        let singleWord: Bool?
        let stripsLeft: Bool?
        let stripsRight: Bool?

        enum CodingKeys: String, CodingKey {
            case id, content, normalized
            case singleWord = "single_word"
            case stripsLeft = "lstrip"
            case stripsRight = "rstrip"
        }
    }

    let model: Model
    let added: [Added]

    enum CodingKeys: String, CodingKey {
        case model
        case added = "added_tokens"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decode(Model.self, forKey: .model)
        added = try container.decodeIfPresent([Added].self, forKey: .added) ?? []
    }

    init(file: String) throws(CheckpointError) {
        self = try decodeJSON(TokenizerFile.self, file: file)
        guard model.type ?? "BPE" == "BPE" else {
            throw .inconsistentVocabulary(
                file: file, reason: "CLIP's tokenizer is of type BPE, not \(model.type ?? "")")
        }
    }

    /// The merges, whichever way they are written.
    func pairs(file: String) throws(CheckpointError) -> [(left: String, right: String)] {
        let pairs =
            switch model.merges {
            case .lines(let lines):
                lines.map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }
            case .pairs(let pairs): pairs
            }
        guard let wrong = pairs.first(where: { $0.count != 2 }) else { return pairs.map { ($0[0], $0[1]) } }
        let merge = wrong.joined(separator: " ")
        throw .inconsistentVocabulary(file: file, reason: "“\(merge)” is not a merge of two tokens")
    }
}

/// The file's JSON as a value of this type.
func decodeJSON<Value: Decodable>(_ type: Value.Type, file: String) throws(CheckpointError) -> Value {
    let mapped = try MappedFile(path: file)
    // CLIP's tokenizer.json has 2 MB, the largest of other models 20.
    let limit = 64 << 20
    guard mapped.byteCount <= limit else {
        throw .invalidJSON(file: file, reason: "\(mapped.byteCount) bytes are more than \(limit)")
    }
    do {
        return try JSONDecoder().decode(type, from: mapped.bytes.withUnsafeBytes { Data($0) })
    } catch let error as DecodingError {
        throw .invalidJSON(file: file, reason: reason(error))
    } catch {
        throw .invalidJSON(file: file, reason: "it does not parse; it may be cut off")
    }
}

/// Where in the file another value was expected.
private func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "there is no “\(key.stringValue)”"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
        "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” is of another kind than expected"
    default: "it does not parse; it may be cut off"
    }
}
