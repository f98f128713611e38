import Tensors

extension TextConfiguration {
    /// `model_type` of both towers, and of the text tower alone.
    private static let modelTypes = ["clip", "clip_text_model"]

    static func isCLIP(_ modelType: String) -> Bool { modelTypes.contains(modelType) }

    /// `config.json` of transformers; the defaults are those of its class CLIPTextConfig.
    static func huggingFace(_ file: ConfigurationFields, type: String) throws(CheckpointError) -> TextConfiguration {
        guard isCLIP(type) else {
            let found = type.hasPrefix("siglip") ? "“\(type)”: SigLIP's text side is not built" : "“\(type)”"
            throw .unsupportedModelType(file: file.file, found: found, supported: modelTypes)
        }
        // Where an old file has both, transformers lets the one with `_dict` win.
        let fields = file.object("text_config_dict") ?? file.object("text_config") ?? file
        let hiddenSize = try fields.count("hidden_size", default: 512)
        return TextConfiguration(
            library: .transformers,
            hiddenSize: hiddenSize,
            layerCount: try fields.count("num_hidden_layers", default: 12),
            headCount: try fields.headCount(of: hiddenSize, default: 8),
            intermediateSize: try fields.count("intermediate_size", default: 2048),
            activation: try fields.activation(default: .quickGELU),
            layerNormEpsilon: try fields.positive("layer_norm_eps", default: 1e-5),
            contextLength: try contextLength("max_position_embeddings", in: fields),
            vocabularySize: try fields.count("vocab_size", default: 49408),
            // A model of both towers has one size for both projections, beside the towers' own fields.
            projectionSize: try file.count("projection_dim", default: 512),
            pooling: try pooling(fields),
            hasLayerScale: false)
    }

    /// Files from before transformers 4.31 say 2, which is no end token; the largest id is taken for them, as ever.
    private static func pooling(_ fields: ConfigurationFields) throws(CheckpointError) -> Pooling {
        guard fields["eos_token_id"] != nil else { return .first(id: 49407) }
        guard let id = fields["eos_token_id"]?.integer, id >= 0 else {
            throw fields.invalid("eos_token_id", expected: "a token's id")
        }
        return id == 2 ? .largestID : .first(id: id)
    }
}
