import Checkpoints
import Tensors
import TestSupport
import Testing

/// `config.json`: what transformers leaves out, the forms that values have, and what is refused.
struct ModelConfigurationTests {
    /// Dinov2Config() of transformers: ViT-B/14 at 224 pixels.
    @Test func classDefaults() throws {
        let expected = ModelConfiguration(
            family: .dinov2, naming: .huggingFace, hiddenSize: 768, layerCount: 12, attention: .init(headCount: 12),
            feedForward: .init(size: 3072, activation: .gelu), hasLayerScale: true, layerNormEpsilon: 1e-6,
            imageSize: ImageSize(height: 224, width: 224), patchSize: 14,
            positions: .init(learned: .init(rows: 16, columns: 16, prefixCount: 1, interpolation: .bicubic)),
            output: .init(classifierInput: .classAndPatchMean))
        #expect(try read(#"{"model_type": "dinov2"}"#) == expected)
        // null is how transformers writes None, and stands for the default here.
        #expect(try read(#"{"model_type": "dinov2", "hidden_size": null, "qkv_bias": null}"#) == expected)
        #expect(expected.headSize == 64 && expected.prefixTokenCount == 1)
        #expect(expected.positionGrid == (16, 16))
    }

    @Test func valuesAreTaken() throws {
        let found = try read(
            """
            {"model_type": "dinov2", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4,
             "mlp_ratio": 2.5, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-05, "image_size": [28, 56],
             "patch_size": [7, 7], "num_channels": 3, "qkv_bias": false, "layerscale_value": 0.1,
             "unknown": {"nested": [1, "two", true, null]}}
            """)
        var attention = ModelConfiguration.Attention(headCount: 4)
        attention.hasQueryKeyValueBias = false
        let expected = ModelConfiguration(
            family: .dinov2, naming: .huggingFace, hiddenSize: 64, layerCount: 3, attention: attention,
            feedForward: .init(size: 160, activation: .quickGELU), hasLayerScale: true, layerNormEpsilon: 1e-5,
            imageSize: ImageSize(height: 28, width: 56), patchSize: 7,
            positions: .init(learned: .init(rows: 4, columns: 8, prefixCount: 1, interpolation: .bicubic)),
            output: .init(classifierInput: .classAndPatchMean))
        #expect(found == expected)
        #expect(found.positionGrid == (4, 8))
    }

    /// Channels and widths of DINOv2 giant, whose `mlp.weights_out` is (1536, 4096), and two that round up.
    @Test(arguments: [(1536, 4096), (384, 1024), (64, 176), (16, 48)])
    func gatedWidths(hiddenSize: Int, intermediateSize: Int) throws {
        let heads = hiddenSize / 8
        let found = try read(
            """
            {"model_type": "dinov2", "use_swiglu_ffn": true, "hidden_size": \(hiddenSize),
             "num_attention_heads": \(heads)}
            """)
        #expect(found.feedForward.isGated && found.feedForward.activation == .silu)
        #expect(found.intermediateSize == intermediateSize)
    }

    @Test(arguments: [
        (#""hidden_size": 0"#, "hidden_size", "a whole number from 1 to 100000", "0"),
        (#""hidden_size": 1e300"#, "hidden_size", "a whole number from 1 to 100000", "1e+300"),
        (#""hidden_size": "768""#, "hidden_size", "a whole number from 1 to 100000", "“768”"),
        (#""num_hidden_layers": 1.5"#, "num_hidden_layers", "a whole number from 1 to 100000", "1.5"),
        (#""hidden_size": 100"#, "num_attention_heads", "a divisor of the 100 channels", "12 by default"),
        (#""patch_size": 225"#, "image_size", "at least a patch of 225 pixels", "224 by default"),
        (#""num_attention_heads": 5"#, "num_attention_heads", "a divisor of the 768 channels", "5"),
        (#""mlp_ratio": 1e300"#, "mlp_ratio", "a small number, such as 4", "1e+300"),
        (#""mlp_ratio": -4"#, "mlp_ratio", "a number above 0", "-4"),
        (#""layer_norm_eps": 0"#, "layer_norm_eps", "a number above 0", "0"),
        (
            #""hidden_act": "mish""#, "hidden_act",
            "one of gelu, gelu_fast, gelu_new, gelu_pytorch_tanh, gelu_tanh, quick_gelu, quickgelu, relu, silu, swish",
            "“mish”"
        ),
        (#""qkv_bias": 1"#, "qkv_bias", "true or false", "1"),
        (#""image_size": [1, 2, 3]"#, "image_size", "a number of pixels or [height, width]", "[1, 2, 3]"),
        (#""image_size": {"height": 1}"#, "image_size", "a number of pixels or [height, width]", "an object of height"),
        (#""image_size": 13"#, "image_size", "at least a patch of 14 pixels", "13"),
        (#""patch_size": [14, 16]"#, "patch_size", "a square", "[14, 16]"),
        (#""num_channels": 4"#, "num_channels", "3", "4"),
    ])
    func unusableValues(member: String, key: String, expected: String, found: String) throws {
        let folder = try TemporaryFolder()
        let error = CheckpointError.invalidValue(
            file: folder.path("config.json"), key: key, expected: expected, found: found)
        #expect(throws: error) { try read(#"{"model_type": "dinov2", \#(member)}"#, in: folder) }
    }

    @Test(arguments: [(#"{"model_type": "bert"}"#, "“bert”"), ("{}", "absent")])
    func otherModels(text: String, found: String) throws {
        let folder = try TemporaryFolder()
        let error = CheckpointError.unsupportedModelType(
            file: folder.path("config.json"), found: found,
            supported: [
                "beit", "clip", "clip_vision_model", "deit", "dinov2", "dinov2_with_registers", "dinov3_vit", "siglip",
                "siglip_vision_model", "vit", "vit_mae",
            ])
        #expect(throws: error) { try read(text, in: folder) }
    }

    /// A message that says why there is no use in waiting for it.
    @Test(arguments: [
        ("swin", "hierarchical"), ("swinv2", "hierarchical"), ("hiera", "hierarchical"), ("resnet", "convolutional"),
        ("siglip2", "NaFlex"),
    ])
    func architecturesOfAnotherKind(type: String, reason: String) throws {
        do {
            _ = try read(#"{"model_type": "\#(type)"}"#)
            Issue.record("\(type) was taken")
        } catch let error as CheckpointError {
            guard case .unsupportedArchitecture(_, type, let found) = error else { throw error }
            #expect(found.contains(reason))
        }
    }

    @Test(arguments: [
        ("", "it does not parse; it may be cut off"), (#"{"model_type": "#, "it does not parse; it may be cut off"),
        ("[1]", "an object was expected, and [1] found"), ("7", "an object was expected, and 7 found"),
    ])
    func notAnObject(text: String, reason: String) throws {
        let folder = try TemporaryFolder()
        #expect(throws: CheckpointError.invalidJSON(file: folder.path("config.json"), reason: reason)) {
            try read(text, in: folder)
        }
    }

    private func read(_ text: String, in folder: TemporaryFolder? = nil) throws -> ModelConfiguration {
        let folder = try folder ?? TemporaryFolder()
        try ModelFolder.add(to: folder, at: ".")
        try folder.file("config.json", text: text)
        return try Checkpoint(directory: folder.path).configuration
    }
}
