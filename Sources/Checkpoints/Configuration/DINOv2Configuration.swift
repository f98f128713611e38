extension ModelConfiguration {
    /// `config.json` of transformers' Dinov2Model; the defaults are those of its class Dinov2Config.
    static func dinov2(_ fields: ConfigurationFields) throws(CheckpointError) -> ModelConfiguration {
        let hiddenSize = try fields.count("hidden_size", default: 768)
        let mlpSize = try fields.mlpSize(of: hiddenSize, defaultRatio: 4)
        let isGated = try fields.boolean("use_swiglu_ffn", default: false)
        let activation = try fields.activation(default: .gelu)
        let patchSize = try fields.patchSize(default: 14)
        return ModelConfiguration(
            family: .dinov2,
            hiddenSize: hiddenSize,
            layerCount: try fields.count("num_hidden_layers", default: 12),
            headCount: try fields.headCount(of: hiddenSize, default: 12),
            hasQueryKeyValueBias: try fields.boolean("qkv_bias", default: true),
            feedForward: isGated ? .swiGLU : .mlp(activation),
            intermediateSize: isGated ? gatedSize(of: mlpSize) : mlpSize,
            // The value is what training starts from; the checkpoint always has the factors.
            hasLayerScale: true,
            layerNormEpsilon: try fields.positive("layer_norm_eps", default: 1e-6),
            imageSize: try fields.imageSize(default: 224, patchSize: patchSize),
            patchSize: patchSize,
            registerTokenCount: 0)
    }

    /// Two thirds, for a gated layer has three matrices instead of two, up to a multiple of 8 (Dinov2SwiGLUFFN).
    private static func gatedSize(of size: Int) -> Int {
        (Int(Double(size) * 2 / 3) + 7) / 8 * 8
    }
}

/// Values that every family has.
extension ConfigurationFields {
    /// `hidden_act`.
    func activation(
        default standard: ModelConfiguration.Activation
    ) throws(CheckpointError) -> ModelConfiguration.Activation {
        let name = try string("hidden_act", default: standard.rawValue)
        guard let activation = ModelConfiguration.Activation(rawValue: name) else {
            let known = ModelConfiguration.Activation.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid("hidden_act", expected: "one of \(known)")
        }
        return activation
    }

    /// `num_attention_heads`, among which the channels can be shared out evenly.
    func headCount(of hiddenSize: Int, default standard: Int) throws(CheckpointError) -> Int {
        let heads = try count("num_attention_heads", default: standard)
        guard hiddenSize.isMultiple(of: heads) else {
            let expected = "a divisor of the \(hiddenSize) channels"
            throw invalid("num_attention_heads", expected: expected, default: standard)
        }
        return heads
    }

    /// `mlp_ratio` times the channels of a token, cut to a whole number.
    func mlpSize(of hiddenSize: Int, defaultRatio: Double) throws(CheckpointError) -> Int {
        let size = Double(hiddenSize) * (try positive("mlp_ratio", default: defaultRatio))
        guard size >= 1, size <= Double(Self.counts.upperBound) else {
            throw invalid("mlp_ratio", expected: "a small number, such as 4")
        }
        return Int(size)
    }

    /// `image_size`, of at least a patch.
    func imageSize(default standard: Int, patchSize: Int) throws(CheckpointError) -> ImageSize {
        let size = try size("image_size", default: standard)
        guard min(size.height, size.width) >= patchSize else {
            throw invalid("image_size", expected: "at least a patch of \(patchSize) pixels", default: standard)
        }
        return size
    }

    /// `patch_size`, which may be written as two equal sides; and pictures have three channels.
    func patchSize(default standard: Int) throws(CheckpointError) -> Int {
        guard try count("num_channels", default: 3) == 3 else { throw invalid("num_channels", expected: "3") }
        let size = try size("patch_size", default: standard)
        guard size.height == size.width else { throw invalid("patch_size", expected: "a square") }
        return size.height
    }
}
