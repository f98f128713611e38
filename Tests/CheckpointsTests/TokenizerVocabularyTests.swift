import Checkpoints
import TestSupport
import Testing

/// A vocabulary in each of its files, and what is said of broken ones.
@Suite("Vocabularies of tokenizers")
struct TokenizerVocabularyTests {
    private static let lists = [
        "vocab.json": #"{"a": 0, "b</w>": 1, "ab</w>": 2, "<|startoftext|>": 3, "<|endoftext|>": 4}"#,
        "merges.txt": "#version: 0.2\na b</w>\n",
    ]

    private static func tokenizer(merges: String, added: String = "[]") -> [String: String] {
        let vocab = lists["vocab.json", default: ""]
        let model = #"{"type": "BPE", "vocab": \#(vocab), "merges": \#(merges)}"#
        return ["tokenizer.json": #"{"model": \#(model), "added_tokens": \#(added)}"#]
    }

    @Test(arguments: [lists, tokenizer(merges: #"["a b</w>"]"#), tokenizer(merges: #"[["a", "b</w>"]]"#)])
    func everyFileSaysTheSame(files: [String: String]) throws {
        let vocabulary = try vocabulary(files)
        #expect(vocabulary.ids["ab</w>"] == 2 && vocabulary.ids.count == 5)
        #expect(vocabulary.merges.map { [$0.left, $0.right, $0.result] } == [[0, 1, 2]])
        #expect(vocabulary.beginID == 3 && vocabulary.endID == 4)
        #expect(vocabulary.paddingID == 4 && vocabulary.unknownID == 4)
    }

    /// Bytes, bytes at the end of a word, merges, begin, end.
    @Test func mergesAloneLeaveOneVocabulary() throws {
        let vocabulary = try vocabulary(["merges.txt": "#version: 0.2\n# #\n## a\n"])
        #expect(vocabulary.ids["!"] == 0 && vocabulary.ids["Ā"] == 188 && vocabulary.ids["!</w>"] == 256)
        #expect(vocabulary.ids["##"] == 512 && vocabulary.ids["##a"] == 513)
        #expect(vocabulary.beginID == 514 && vocabulary.endID == 515)
    }

    @Test func settingsNamePaddingAndAddedTokens() throws {
        let old = #"{"pad_token": "a", "bos_token": {"content": "<|startoftext|>", "normalized": true}}"#
        let vocabulary = try vocabulary(Self.lists.merging(["tokenizer_config.json": old]) { $1 })
        #expect(vocabulary.paddingID == 0)
        #expect(vocabulary.hasAdded("<|startoftext|>", normalized: true))
        #expect(vocabulary.hasAdded("a", normalized: false))

        let added = #"[{"id": 7, "content": "<mask>", "normalized": false, "lstrip": false}]"#
        let new = try self.vocabulary(Self.tokenizer(merges: "[]", added: added))
        #expect(new.ids["<mask>"] == 7)
        #expect(new.hasAdded("<mask>", normalized: false))
    }

    @Test(arguments: [
        (tokenizer(merges: #"["a b c"]"#), "“a b c” is not a merge of two tokens"),
        (tokenizer(merges: #"["b</w> a"]"#), "“b</w>a” has no id"),
        (tokenizer(merges: "3"), "“model.merges” is of another kind than expected"),
        (
            tokenizer(merges: "[]", added: #"[{"id": 1, "content": "x", "lstrip": true}]"#),
            "“x” takes spaces or whole words"
        ),
        (["tokenizer.json": #"{"model": {"type": "Unigram", "vocab": {}, "merges": []}}"#], "of type BPE, not Unigram"),
        (["tokenizer.json": #"{"model": {"type": "BPE", "merges": []}}"#], "there is no “vocab”"),
        (["tokenizer.json": #"{"model""#], "it does not parse"),
        (lists.merging(["vocab.json": "{}"]) { $1 }, "“<|startoftext|>” has no id"),
        (lists.merging(["vocab.json": #"{"a": -1}"#]) { $1 }, "is not a whole number below 2³¹"),
        (lists.merging(["merges.txt": "a b\nc\n"]) { $1 }, "line 2 is not a merge of two tokens"),
        (["vocab.json": "{}"], "there is no tokenizer.json"),
    ])
    func whatIsRefused(files: [String: String], reason: String) throws {
        let error = try #require(throws: CheckpointError.self) { try vocabulary(files) }
        #expect(error.description.contains(reason), "\(error)")
    }

    @Test func moreTokensThanTheModelHas() throws {
        let configuration = #"{"model_type": "clip", "text_config": {"vocab_size": 4}}"#
        let error = try #require(throws: CheckpointError.self) {
            try vocabulary(Self.lists, configuration: configuration)
        }
        #expect(error.description.contains("the tokenizer has a token 4, and the model 4 tokens"))
    }

    private func vocabulary(
        _ files: [String: String], configuration: String = #"{"model_type": "clip"}"#
    ) throws -> TokenizerVocabulary {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.file(name, text: text) }
        try folder.file("config.json", text: configuration)
        return try TextCheckpoint(directory: folder.path).vocabulary()
    }
}

extension TokenizerVocabulary {
    fileprivate func hasAdded(_ content: String, normalized: Bool) -> Bool {
        addedTokens.contains { $0.content == content && $0.isNormalized == normalized }
    }
}
