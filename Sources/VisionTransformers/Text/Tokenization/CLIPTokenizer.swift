public import Checkpoints

/// Texts to token ids as CLIP was trained on them: cleaned, in lower case, cut into words, the words into byte pairs.
///
///     let tokenizer = try CLIPTokenizer(checkpoint: TextCheckpoint(directory: folder))
///     tokenizer.tokenIDs(of: "a photo of a dog")  // [49406, 320, 1125, 539, 320, 1929, 49407]
///
/// transformers and open_clip clean texts in different ways; the checkpoint's own library is followed.
public struct CLIPTokenizer: Sendable {
    /// Whose cleaning and padding.
    public let library: TextConfiguration.Library
    /// The most tokens of a text, begin and end token included.
    public let contextLength: Int
    /// In front of every text.
    public let beginID: Int
    /// Behind every text.
    public let endID: Int
    /// What fills up a text: the padding token of transformers' tokenizer, 0 in open_clip.
    public let paddingID: Int

    private let encoding: BytePairEncoding
    private let scanner: WordScanner
    /// Tokens found before cleaning, and after it.
    private let verbatim: AddedTokens
    private let normalized: AddedTokens
    /// What a word that is a special token has instead of byte pairs.
    private let specials: [[Unicode.Scalar]: Int]

    /// The tokenizer of a checkpoint.
    public init(checkpoint: TextCheckpoint) throws(ModelError) {
        let vocabulary = try ModelError.wrapping { () throws(CheckpointError) in try checkpoint.vocabulary() }
        self.init(vocabulary, configuration: checkpoint.configuration)
    }

    private init(_ vocabulary: TokenizerVocabulary, configuration: TextConfiguration) {
        library = configuration.library
        contextLength = configuration.contextLength
        beginID = vocabulary.beginID
        endID = vocabulary.endID
        encoding = BytePairEncoding(vocabulary)
        switch library {
        case .transformers:
            paddingID = vocabulary.paddingID
            verbatim = AddedTokens(vocabulary, normalized: false)
            normalized = AddedTokens(vocabulary, normalized: true)
            specials = [:]
            scanner = WordScanner(
                specials: ["<|startoftext|>", "<|endoftext|>"].map { Array($0.unicodeScalars) }, ignoresCase: false)
        case .openCLIP:
            paddingID = 0
            verbatim = .none
            normalized = .none
            // open_clip has names of its own for the two tokens.
            let names = ["<start_of_text>", "<end_of_text>"].map { Array($0.unicodeScalars) }
            specials = [names[0]: beginID, names[1]: endID]
            scanner = WordScanner(specials: names, ignoresCase: true)
        }
    }

    /// The ids of a text's tokens, from the begin to the end token. Of a text that is too long, the first
    /// `contextLength` with the end token in the last place.
    public func tokenIDs(of text: String) -> [Int] {
        let ids = library == .transformers ? transformersIDs(of: text) : openCLIPIDs(of: text)
        return [beginID] + ids.prefix(contextLength - 2) + [endID]
    }

    /// The same filled up to `contextLength` with `paddingID`.
    public func paddedTokenIDs(of text: String) -> [Int] {
        let ids = tokenIDs(of: text)
        return ids + Array(repeating: paddingID, count: contextLength - ids.count)
    }

    private func transformersIDs(of text: String) -> [Int] {
        verbatim.split(Array(text.unicodeScalars)).flatMap { part -> [Int] in
            guard case .text(let text) = part else { return part.ids }
            let clean = TextCasing.lowercased(CanonicalComposition.composed(Array(text)))
            return normalized.split(clean).flatMap { part -> [Int] in
                guard case .text(let text) = part else { return part.ids }
                return ids(ofWords: scanner.words(of: Array(text)).flatMap(withoutBars))
            }
        }
    }

    /// transformers keeps a special token that was written in capitals together until here, where its second
    /// expression, that of GPT-2, takes it apart.
    private func withoutBars(_ word: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
        guard word.count > 4, scanner.specials.contains(Array(word)) else { return [word] }
        let inside = (word.startIndex + 2)..<(word.endIndex - 2)
        return [word[..<inside.lowerBound], word[inside], word[inside.upperBound...]]
    }

    private func openCLIPIDs(of text: String) -> [Int] {
        let clean = TextCasing.loweredAsPython(TextRepair.cleaned(Array(text.unicodeScalars)))
        return ids(ofWords: scanner.words(of: clean))
    }

    private func ids(ofWords words: [ArraySlice<Unicode.Scalar>]) -> [Int] {
        words.flatMap { word in specials[Array(word)].map { [$0] } ?? encoding(utf8(word)) }
    }

    private func utf8(_ word: ArraySlice<Unicode.Scalar>) -> [UInt8] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: word)
        return Array(String(view).utf8)
    }
}
