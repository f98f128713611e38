import Checkpoints
import VisionTransformers

/// The files of a tokenizer, one of them damaged; and where they are accepted, a text that is cut by them.
///
/// An input's first byte says which file the rest is; the others are sound ones.
struct VocabularyTarget {
    /// The files of one way to keep a tokenizer, and which of them are damaged.
    private struct Layout {
        let files: [String: String]
        let damaged: [String]
    }

    private static let transformers =
        #"{"model_type":"clip_text_model","vocab_size":8,"hidden_size":8,"num_attention_heads":2,"#
        + #""num_hidden_layers":1,"intermediate_size":16,"max_position_embeddings":9,"projection_dim":4}"#
    private static let openCLIP =
        #"{"model_cfg":{"embed_dim":4,"text_cfg":{"context_length":9,"vocab_size":600,"width":8,"heads":2,"layers":1}}}"#
    private static let vocabulary =
        #"{"a":0,"b</w>":1,"ab</w>":2,"c":3,"ca":4,"<|startoftext|>":5,"<|endoftext|>":6}"#
    private static let tokenizer =
        #"{"added_tokens":[{"id":6,"content":"<|endoftext|>","normalized":false}],"#
        + #""model":{"type":"BPE","vocab":"# + vocabulary + #","merges":["a b</w>",["c","a"]]}}"#
    private static let merges = "#version: 0.2\na b</w>\nc a\n"
    private static let names =
        #"{"bos_token":"<|startoftext|>","eos_token":{"content":"<|endoftext|>","normalized":true},"#
        + #""added_tokens_decoder":{"7":{"content":"<|pad|>"}}}"#

    private static let layouts = [
        Layout(
            files: [
                "config.json": transformers,
                "tokenizer.json": tokenizer.replacing(#"["c","a"]"#, with: #""c a""#),
                "tokenizer_config.json": names,
            ], damaged: ["tokenizer.json", "tokenizer_config.json", "config.json"]),
        Layout(
            files: ["config.json": transformers, "vocab.json": vocabulary, "merges.txt": merges],
            damaged: ["vocab.json", "merges.txt", "special_tokens_map.json"]),
        Layout(
            files: ["open_clip_config.json": openCLIP, "merges.txt": merges],
            damaged: ["merges.txt", "open_clip_config.json"]),
    ]

    private var places: [(folder: FuzzFolder, name: String)] = []

    init() throws {
        for (number, layout) in Self.layouts.enumerated() {
            for name in layout.damaged {
                let folder = try FuzzFolder("tokenizer-\(number)-\(name)")
                for (file, text) in layout.files { folder.put(text, in: file) }
                if layout.files[name] != nil { try Self.check(folder) }
                places.append((folder, name))
            }
        }
    }

    /// The sound files are such: were they refused, every input would be, too.
    private static func check(_ folder: FuzzFolder) throws {
        _ = try CLIPTokenizer(checkpoint: TextCheckpoint(directory: folder.path))
    }

    func test(_ input: UnsafeBufferPointer<UInt8>) {
        guard let kind = input.first else { return }
        let (folder, name) = places[Int(kind) % places.count]
        folder.put(UnsafeBufferPointer(rebasing: input.dropFirst()), in: name)
        do throws(CheckpointError) {
            let checkpoint = try TextCheckpoint(directory: folder.path)
            do throws(ModelError) {
                let tokenizer = try CLIPTokenizer(checkpoint: checkpoint)
                Self.check(tokenizer, of: checkpoint)
            } catch {
                precondition(!error.description.isEmpty)
            }
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    private static func check(_ tokenizer: CLIPTokenizer, of checkpoint: TextCheckpoint) {
        let size = checkpoint.configuration.vocabularySize
        for text in ["", "ab cab", "<|endoftext|> AB b'll ½ 犬 <|pad|>"] {
            let ids = tokenizer.tokenIDs(of: text)
            precondition(ids.count <= tokenizer.contextLength && ids.allSatisfy { (0..<size).contains($0) })
        }
    }
}
