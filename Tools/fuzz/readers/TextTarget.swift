import Checkpoints
import VisionTransformers

/// Texts, cut into tokens by every kind of tokenizer there is.
///
/// An input's first byte says which tokenizer takes the rest.
struct TextTarget {
    private let tokenizers: [(tokenizer: CLIPTokenizer, size: Int)]

    init() throws {
        tokenizers = try ["hf", "hf-old", "hf-text", "open-clip", "open-clip-custom"].map { name in
            let checkpoint = try TextCheckpoint(directory: Fixtures.golden + "/text/" + name)
            return (try CLIPTokenizer(checkpoint: checkpoint), checkpoint.configuration.vocabularySize)
        }
    }

    func test(_ input: UnsafeBufferPointer<UInt8>) {
        guard let kind = input.first else { return }
        let (tokenizer, size) = tokenizers[Int(kind) % tokenizers.count]
        let text = String(decoding: input.dropFirst(), as: UTF8.self)
        let ids = tokenizer.tokenIDs(of: text)
        precondition(ids.first == tokenizer.beginID && ids.last == tokenizer.endID)
        precondition(ids.count >= 2 && ids.count <= tokenizer.contextLength)
        precondition(ids.allSatisfy { (0..<size).contains($0) })
        let padded = tokenizer.paddedTokenIDs(of: text)
        precondition(padded.count == tokenizer.contextLength && padded.starts(with: ids))
    }
}
