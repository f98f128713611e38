import Tensors

/// `config.json` of transformers: `model_type` says which class wrote it, and the class has defaults for what is left
/// out.
struct HuggingFaceConfiguration {
    /// The vision tower's own fields.
    let fields: ConfigurationFields
    let catalog: TensorCatalog
    private let defaults: Defaults

    /// What a configuration class assumes where a file is silent; the values are those of transformers 5.
    struct Defaults {
        let family: ModelConfiguration.Family
        var hiddenSize = 768
        var headCount = 12
        var intermediateSize: Int? = 3072
        var activation = Activation.gelu
        var epsilon = 1e-12
        var patchSize = 16
    }

    /// By `model_type`; towers of a model of two have the type of the tower.
    static let known: [String: Defaults] = [
        "vit": Defaults(family: .vit),
        "vit_mae": Defaults(family: .mae),
        "deit": Defaults(family: .deit),
        "dinov2": Defaults(family: .dinov2, intermediateSize: nil, epsilon: 1e-6, patchSize: 14),
        "dinov2_with_registers": Defaults(family: .dinov2WithRegisters, intermediateSize: nil, epsilon: 1e-6),
        "dinov3_vit": Defaults(
            family: .dinov3, hiddenSize: 384, headCount: 6, intermediateSize: 1536, epsilon: 1e-5),
        "clip_vision_model": Defaults(family: .clip, activation: .quickGELU, epsilon: 1e-5, patchSize: 32),
        "siglip_vision_model": Defaults(family: .siglip, activation: .geluTanh, epsilon: 1e-6),
        "beit": Defaults(family: .beit),
    ]

    /// Models of a vision and a text tower, and their vision tower's type.
    private static let towers = ["clip": "clip_vision_model", "siglip": "siglip_vision_model"]

    /// The fields of a whole file.
    init(_ file: ConfigurationFields, catalog: TensorCatalog) throws(CheckpointError) {
        let type = try file.string("model_type", default: "")
        if let reason = UnsupportedArchitecture.reason(modelType: type) {
            throw .unsupportedArchitecture(file: file.file, found: type, reason: reason)
        }
        let tower = Self.towers[type] ?? type
        guard let defaults = Self.known[tower] else {
            throw .unsupportedModelType(
                file: file.file, found: type.isEmpty ? "absent" : "“\(type)”",
                supported: (Array(Self.known.keys) + Self.towers.keys).sorted())
        }
        fields = file.object("vision_config") ?? file
        self.catalog = catalog
        self.defaults = defaults
    }

    /// The configuration, all of it.
    func configuration(labels: [String]) throws(CheckpointError) -> ModelConfiguration {
        let hiddenSize = try fields.count("hidden_size", default: defaults.hiddenSize)
        let patchSize = try fields.patchSize(default: defaults.patchSize)
        let imageSize = try fields.imageSize(default: 224, patchSize: patchSize)
        let grid = (rows: imageSize.height / patchSize, columns: imageSize.width / patchSize)
        let prefix = try prefixTokens()
        return ModelConfiguration(
            family: defaults.family, naming: catalog.naming, hiddenSize: hiddenSize,
            layerCount: try fields.count("num_hidden_layers", default: 12),
            attention: try attention(of: hiddenSize), feedForward: try feedForward(of: hiddenSize),
            hasLayerScale: try hasLayerScale(),
            layerNormEpsilon: try fields.positive("layer_norm_eps", default: defaults.epsilon),
            imageSize: imageSize, patchSize: patchSize, hasPatchBias: defaults.family != .clip, prefix: prefix,
            positions: try positions(rows: grid.rows, columns: grid.columns, prefix: prefix),
            hasPreNorm: defaults.family == .clip, output: try output(), labels: labels)
    }

    private func prefixTokens() throws(CheckpointError) -> ModelConfiguration.PrefixTokens {
        switch defaults.family {
        case .siglip: .init(hasClassToken: false)
        case .deit: .init(hasDistillationToken: true)
        case .dinov2WithRegisters: .init(registerCount: try fields.natural("num_register_tokens", default: 4))
        case .dinov3: .init(registerCount: try fields.natural("num_register_tokens", default: 0))
        default: .init()
        }
    }

    private func attention(of hiddenSize: Int) throws(CheckpointError) -> ModelConfiguration.Attention {
        var attention = ModelConfiguration.Attention(
            headCount: try fields.headCount(of: hiddenSize, default: defaults.headCount))
        switch defaults.family {
        case .dinov3:
            attention.hasQueryBias = try fields.boolean("query_bias", default: true)
            attention.hasKeyBias = try fields.boolean("key_bias", default: false)
            attention.hasValueBias = try fields.boolean("value_bias", default: true)
            attention.hasProjectionBias = try fields.boolean("proj_bias", default: true)
        case .beit: attention.hasKeyBias = false
        case .clip, .siglip: break
        default: attention.hasQueryKeyValueBias = try fields.boolean("qkv_bias", default: true)
        }
        return attention
    }

    private func feedForward(of hiddenSize: Int) throws(CheckpointError) -> ModelConfiguration.FeedForward {
        let size =
            if let size = defaults.intermediateSize {
                try fields.count("intermediate_size", default: size)
            } else {
                try fields.mlpSize(of: hiddenSize, defaultRatio: 4)
            }
        let activation = try fields.activation(default: defaults.activation)
        var feedForward = ModelConfiguration.FeedForward(size: size, activation: activation)
        switch defaults.family {
        case .dinov2, .dinov2WithRegisters:
            guard try fields.boolean("use_swiglu_ffn", default: false) else { break }
            feedForward.isGated = true
            feedForward.activation = .silu
            feedForward.size = Self.gatedSize(of: size)
        case .dinov3:
            feedForward.isGated = try fields.boolean("use_gated_mlp", default: false)
            feedForward.hasBias = try fields.boolean("mlp_bias", default: true)
        default: break
        }
        return feedForward
    }

    /// Two thirds, for a gated layer has three matrices instead of two, up to a multiple of 8 (Dinov2SwiGLUFFN).
    private static func gatedSize(of size: Int) -> Int {
        (Int(Double(size) * 2 / 3) + 7) / 8 * 8
    }

    /// Where a family has it, the value in the file is what training starts from; the checkpoint has the factors. BEiT
    /// has none for a value of 0.
    private func hasLayerScale() throws(CheckpointError) -> Bool {
        switch defaults.family {
        case .dinov2, .dinov2WithRegisters, .dinov3: true
        case .beit: try fields.number("layer_scale_init_value", default: 0.1) > 0
        default: false
        }
    }

    private func positions(
        rows: Int, columns: Int, prefix: ModelConfiguration.PrefixTokens
    ) throws(CheckpointError) -> ModelConfiguration.Positions {
        let learned = ModelConfiguration.Positions.Learned(
            rows: rows, columns: columns, prefixCount: prefix.count - prefix.registerCount,
            interpolation: defaults.family == .dinov2WithRegisters ? .antialiased : .bicubic)
        switch defaults.family {
        case .dinov3: return .init(rotary: .centered(theta: try fields.positive("rope_theta", default: 100)))
        case .beit:
            let isShared = try fields.boolean("use_shared_relative_position_bias", default: false)
            let isRelative = try fields.boolean("use_relative_position_bias", default: false)
            let isAbsolute = try fields.boolean("use_absolute_position_embeddings", default: false)
            return .init(
                learned: isAbsolute ? learned : nil,
                relativeBias: isShared || isRelative ? .init(rows: rows, columns: columns, isShared: isShared) : nil)
        default: return .init(learned: learned)
        }
    }

    private func output() throws(CheckpointError) -> ModelConfiguration.Output {
        switch defaults.family {
        case .clip: return .init(classifierInput: .patchMean, hasTokenNorm: false, hasPooledNorm: true)
        case .siglip:
            let hasHead = try fields.boolean("vision_use_head", default: true)
            return .init(pooling: hasHead ? .attention : .patchMean, classifierInput: .patchMean)
        case .dinov2, .dinov2WithRegisters: return .init(classifierInput: .classAndPatchMean)
        case .deit:
            let hasTwo = catalog.contains("distillation_classifier.weight")
            return .init(classifierInput: hasTwo ? .classAndDistillation : .pooled)
        case .beit:
            let isMean = try fields.boolean("use_mean_pooling", default: true)
            guard isMean else { return .init() }
            // BeitForMaskedImageModeling is saved without the norm behind the mean, which it has no use for.
            let hasNorm = catalog.contains("pooler.layernorm.weight")
            return .init(pooling: .patchMean, hasTokenNorm: false, hasPooledNorm: hasNorm)
        default: return .init()
        }
    }
}
