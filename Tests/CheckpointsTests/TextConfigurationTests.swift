import Checkpoints
import Tensors
import TestSupport
import Testing

/// Which text encoders are taken, by which defaults, and what is said of the others.
@Suite("Configurations of text encoders")
struct TextConfigurationTests {
    @Test(arguments: [#"{"model_type": "clip"}"#, #"{"model_type": "clip_text_model"}"#])
    func defaultsAreThoseOfTransformers(text: String) throws {
        let configuration = try configuration(["config.json": text])
        #expect(configuration.library == .transformers)
        #expect(configuration.hiddenSize == 512 && configuration.layerCount == 12 && configuration.headCount == 8)
        #expect(configuration.intermediateSize == 2048 && configuration.layerNormEpsilon == 1e-5)
        #expect(configuration.contextLength == 77 && configuration.vocabularySize == 49408)
        #expect(configuration.projectionSize == 512 && configuration.activation == .quickGELU)
        #expect(configuration.pooling == .first(id: 49407))
    }

    @Test func defaultsAreThoseOfOpenCLIP() throws {
        let configuration = try configuration(["open_clip_config.json": #"{"model_cfg": {"text_cfg": {}}}"#])
        #expect(configuration.library == .openCLIP && configuration.pooling == .largestID)
        #expect(configuration.hiddenSize == 512 && configuration.layerCount == 12 && configuration.headCount == 8)
        #expect(configuration.intermediateSize == 2048 && configuration.activation == .gelu)
        #expect(!configuration.hasLayerScale)
    }

    @Test func aWrongEndTokenOfOldFilesMeansTheLargestID() throws {
        let text = #"{"model_type": "clip", "text_config": {"eos_token_id": 2}, "text_config_dict": null}"#
        #expect(try configuration(["config.json": text]).pooling == .largestID)
        let other = text.replacing("null", with: #"{"eos_token_id": 9}"#)
        #expect(try configuration(["config.json": other]).pooling == .first(id: 9))
    }

    /// Folders on the hub: transformers' files beside open_clip's, and timm's beside open_clip's.
    @Test func transformersGoesFirst() throws {
        let openCLIP = #"{"model_cfg": {"text_cfg": {"width": 48, "heads": 3}}}"#
        let both = ["config.json": #"{"model_type": "clip"}"#, "open_clip_config.json": openCLIP]
        #expect(try configuration(both).library == .transformers)
        let timm = #"{"architecture": "vit_base_patch16_clip_224"}"#
        let besideTimm = ["config.json": timm, "open_clip_config.json": openCLIP]
        #expect(try configuration(besideTimm).hiddenSize == 48)
    }

    @Test(arguments: [
        (#"{"model_type": "siglip"}"#, "“siglip”: SigLIP's text side is not built; supported: clip, clip_text_model"),
        (#"{"model_type": "vit"}"#, "“vit”; supported: clip, clip_text_model"),
        (#"{"model_type": "clip", "text_config": {"eos_token_id": [1]}}"#, "“eos_token_id” should be a token's id"),
        (
            #"{"model_type": "clip", "text_config": {"max_position_embeddings": 1}}"#,
            "“max_position_embeddings” should be at least 2"
        ),
        (#"{"model_type": "clip", "text_config": {"num_attention_heads": 7}}"#, "a divisor of the 512 channels"),
    ])
    func whatTransformersFilesAreRefused(text: String, reason: String) throws {
        try expectRefusal(of: ["config.json": text], reason: reason)
    }

    @Test(arguments: [
        (#"{"hf_tokenizer_name": "timm/ViT-B-16-SigLIP"}"#, "(SigLIP's text side is not built)"),
        (#"{"hf_model_name": "roberta-base"}"#, "“hf_model_name” should be absent"),
        (#"{"no_causal_mask": true}"#, "“no_causal_mask” should be false"),
        (#"{"embed_cls": true}"#, "“embed_cls” should be false"),
        (#"{"pool_type": "last"}"#, "“pool_type” should be “argmax”"),
        (#"{"heads": 7}"#, "“heads” should be a divisor of the 512 channels"),
    ])
    func whatOpenCLIPFilesAreRefused(text: String, reason: String) throws {
        try expectRefusal(of: ["open_clip_config.json": #"{"model_cfg": {"text_cfg": \#(text)}}"#], reason: reason)
    }

    private func configuration(_ files: [String: String]) throws -> TextConfiguration {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.file(name, text: text) }
        return try TextCheckpoint(directory: folder.path).configuration
    }

    private func expectRefusal(of files: [String: String], reason: String) throws {
        let error = try #require(throws: CheckpointError.self) { try configuration(files) }
        #expect(error.description.contains(reason), "\(error)")
        #expect(!error.description.contains("\n"))
    }
}
