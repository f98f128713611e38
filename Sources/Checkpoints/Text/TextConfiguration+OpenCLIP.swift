import Tensors

extension TextConfiguration {
    /// `open_clip_config.json`; the defaults are those of open_clip's CLIPTextCfg.
    static func openCLIP(_ file: ConfigurationFields) throws(CheckpointError) -> TextConfiguration {
        let model = file.object("model_cfg") ?? file
        guard let text = model.object("text_cfg") else { throw model.invalid("text_cfg", expected: "an object") }
        try checkSupported(text)
        let width = try text.count("width", default: 512)
        let heads = try text.count("heads", default: 8)
        guard width.isMultiple(of: heads) else {
            throw text.invalid("heads", expected: "a divisor of the \(width) channels", default: 8)
        }
        return TextConfiguration(
            library: .openCLIP,
            hiddenSize: width,
            layerCount: try text.count("layers", default: 12),
            headCount: heads,
            intermediateSize: try text.mlpSize(of: width, defaultRatio: 4),
            activation: try model.boolean("quick_gelu", default: false) ? .quickGELU : .gelu,
            layerNormEpsilon: try text.object("norm_kwargs")?.positive("eps", default: 1e-5) ?? 1e-5,
            contextLength: try contextLength("context_length", in: text),
            vocabularySize: try text.count("vocab_size", default: 49408),
            projectionSize: try model.count("embed_dim", default: 512),
            pooling: .largestID,
            hasLayerScale: text["ls_init_value"] != nil)
    }

    /// open_clip builds many text towers; this is CLIP's own.
    private static func checkSupported(_ text: ConfigurationFields) throws(CheckpointError) {
        let tokenizer = try text.string("hf_tokenizer_name", default: "")
        guard tokenizer.isEmpty else {
            let isSigLIP = tokenizer.contains("SigLIP") || tokenizer.contains("siglip")
            let expected = "absent, for CLIP's tokenizer" + (isSigLIP ? " (SigLIP's text side is not built)" : "")
            throw text.invalid("hf_tokenizer_name", expected: expected)
        }
        for key in ["hf_model_name", "tokenizer_kwargs", "act_kwargs", "block_type"] where text[key] != nil {
            throw text.invalid(key, expected: "absent: no other text tower than CLIP's is built")
        }
        for key in switches where try text.boolean(key, default: false) {
            throw text.invalid(key, expected: "false: no other text tower than CLIP's is built")
        }
        for (key, value) in [("pool_type", "argmax"), ("proj_type", "linear")] {
            guard try text.string(key, default: value) == value else {
                throw text.invalid(key, expected: "“\(value)”: no other text tower than CLIP's is built")
            }
        }
    }

    private static let switches = [
        "embed_cls", "no_causal_mask", "final_ln_after_pool", "proj_bias", "qk_norm", "scaled_cosine_attn",
        "scale_heads", "scale_attn_inner", "scale_attn", "scale_fc",
    ]
}
