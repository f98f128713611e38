import Tensors

/// The configuration of a checkpoint in timm's naming, read from its tensors.
///
/// Sizes, biases, norms and tokens are what the file has. It does not have the number of heads, the activation and the
/// epsilon: timm's `config.json` gives the `architecture` that implies them (`TimmArchitecture`), and `model_args`
/// where somebody changed it. Checkpoints of the facebookresearch repositories have the same names and no such file.
struct TimmConfiguration {
    /// `config.json`, empty if there is none.
    let fields: ConfigurationFields
    let catalog: TensorCatalog
    /// What an error about the tensors is to name.
    let weightsFile: String
    /// timm's name for the model; nil for checkpoints that are not timm's.
    let architecture: TimmArchitecture?

    var arguments: ConfigurationFields { fields.object("model_args") ?? fields }
    private var block: String { catalog.contains("blocks.0.0.norm1.weight") ? "blocks.0.0" : "blocks.0" }

    init(_ fields: ConfigurationFields, catalog: TensorCatalog, weightsFile: String, architecture: String? = nil) {
        self.fields = fields
        self.catalog = catalog
        self.weightsFile = weightsFile
        let name = architecture ?? (try? fields.string("architecture", default: ""))
        self.architecture = name.flatMap { $0.isEmpty ? nil : TimmArchitecture(name: $0) }
    }

    /// The configuration, all of it.
    func configuration(labels: [String]) throws(CheckpointError) -> ModelConfiguration {
        try checkSupported()
        let projection = try shape("patch_embed.proj.weight", rank: 4)
        let (hiddenSize, patchSize) = (projection[0], projection[2])
        let prefix = prefixTokens
        let (imageSize, positions) = try places(patchSize: patchSize, prefix: prefix)
        return ModelConfiguration(
            family: family, naming: catalog.naming, hiddenSize: hiddenSize, layerCount: layerCount,
            attention: try attention(of: hiddenSize), feedForward: try feedForward(),
            hasLayerScale: has("ls1.gamma") || has("gamma_1"), layerNormEpsilon: try epsilon(),
            imageSize: imageSize, patchSize: patchSize, hasPatchBias: catalog.contains("patch_embed.proj.bias"),
            prefix: prefix, positions: positions, hasPreNorm: catalog.contains("norm_pre.weight"),
            output: try output(prefix: prefix), labels: labels)
    }

    private func has(_ name: String) -> Bool { catalog.contains(block + "." + name) }

    /// Parts that some model of timm has and no family here: better refused than left out.
    private func checkSupported() throws(CheckpointError) {
        let name = architecture?.name ?? ""
        if let reason = UnsupportedArchitecture.reason(modelType: name) {
            throw .unsupportedArchitecture(file: fields.file, found: name, reason: reason)
        }
        let windows = catalog.containsName(beginningWith: "layers.0.blocks")
        let isAsked = try arguments.boolean("use_post_norm", default: false)
        let isPostNorm = isAsked || architecture?.isPostNorm == true
        let isNormalisedByRootMeanSquare = has("norm1.weight") && !has("norm1.bias")
        let reason: String? =
            if windows {
                "it is hierarchical: its tokens attend within windows"
            } else if catalog.contains("patch_embed.backbone.stem.conv.weight") {
                "its patches are made by a convolutional network"
            } else if isNormalisedByRootMeanSquare {
                "it normalises by the root mean square instead of layer normalisation"
            } else if has("attn.gate.weight") {
                "its attention has gates"
            } else if catalog.contains("rope.freqs") {
                "its rotary embedding has learnt frequencies (mixed RoPE)"
            } else if isPostNorm {
                "its blocks normalise after attention and feed-forward instead of before"
            } else if !has("norm1.weight") {
                "its blocks are not the pre-norm blocks of a Vision Transformer"
            } else {
                nil
            }
        if let reason {
            throw .unsupportedArchitecture(file: weightsFile, found: name.isEmpty ? "a model" : name, reason: reason)
        }
    }

    private var family: ModelConfiguration.Family {
        if let family = architecture?.family { return family }
        let named = (try? fields.string("model_type", default: "")).flatMap(ModelConfiguration.Family.init)
        if let named { return named }
        if isOriginalDINOv3 { return .dinov3 }
        if catalog.contains("dist_token") { return .deit }
        if hasRelativeBias { return .beit }
        if catalog.contains("decoder_pos_embed") { return .mae }
        guard has("ls1.gamma") else { return .vit }
        return registerCount > 0 ? .dinov2WithRegisters : .dinov2
    }

    private var isOriginalDINOv3: Bool {
        catalog.contains("rope_embed.periods") || catalog.contains("storage_tokens")
    }

    private var hasRelativeBias: Bool {
        has("attn.relative_position_bias_table") || catalog.contains("rel_pos_bias.relative_position_bias_table")
    }

    private var registerCount: Int {
        for name in ["reg_token", "register_tokens", "storage_tokens"] {
            if let shape = catalog.shape(of: name), shape.rank == 3 { return shape[1] }
        }
        return 0
    }

    private var prefixTokens: ModelConfiguration.PrefixTokens {
        .init(
            hasClassToken: catalog.contains("cls_token"), hasDistillationToken: catalog.contains("dist_token"),
            registerCount: registerCount)
    }

    /// Checkpoints of the DINO repositories may be saved in chunks, `blocks.chunk.layer`, layers counted throughout.
    private var layerCount: Int {
        guard catalog.contains("blocks.0.0.norm1.weight") else { return catalog.moduleCount("blocks") }
        let chunks = 0..<catalog.moduleCount("blocks")
        let numbers = Set(chunks.flatMap { catalog.moduleNumbers("blocks.\($0)") })
        return (0...numbers.count).first { !numbers.contains($0) } ?? 0
    }

    private func attention(of hiddenSize: Int) throws(CheckpointError) -> ModelConfiguration.Attention {
        let headCount = try headCount(of: hiddenSize)
        var attention = ModelConfiguration.Attention(headCount: headCount)
        let fusedBias = has("attn.qkv.bias")
        attention.hasQueryBias = fusedBias || has("attn.q_bias") || has("attn.q_proj.bias")
        attention.hasKeyBias = fusedBias || has("attn.k_proj.bias")
        attention.hasValueBias = fusedBias || has("attn.v_bias") || has("attn.v_proj.bias")
        attention.hasProjectionBias = has("attn.proj.bias")
        attention.normalizesQueriesAndKeys = has("attn.q_norm.weight")
        attention.hasInnerNorm = has("attn.norm.weight") || has("attn.inner_attn_ln.weight")
        return attention
    }

    /// From the file that says it, else from a table of biases, which has a column a head,
    /// else as the architecture has.
    private func headCount(of hiddenSize: Int) throws(CheckpointError) -> Int {
        for (key, place) in [("num_heads", arguments), ("num_heads", fields), ("num_attention_heads", fields)]
        where place[key] != nil {
            let heads = try place.count(key, default: 1)
            guard hiddenSize.isMultiple(of: heads) else {
                throw place.invalid(key, expected: "a divisor of the \(hiddenSize) channels")
            }
            return heads
        }
        let table = catalog.shape(of: block + ".attn.relative_position_bias_table")
        if let table, table.rank == 2, hiddenSize.isMultiple(of: table[1]) { return table[1] }
        if let heads = architecture?.headCount, hiddenSize.isMultiple(of: heads) { return heads }
        if let heads = TimmArchitecture.headCount(of: hiddenSize) { return heads }
        throw .missingHeadCount(file: fields.file, channels: hiddenSize)
    }

    private func feedForward() throws(CheckpointError) -> ModelConfiguration.FeedForward {
        let activation = try arguments.timmActivation() ?? architecture?.activation ?? .gelu
        var feedForward = ModelConfiguration.FeedForward(size: 0, activation: activation)
        feedForward.hasInnerNorm = has("mlp.norm.weight") || has("mlp.ffn_ln.weight")
        for gate in ["mlp.fc1_g", "mlp.w1", "mlp.w12"] where has(gate + ".weight") {
            feedForward.isGated = true
            feedForward.activation = .silu
            feedForward.hasBias = has(gate + ".bias")
            let rows = try shape(block + "." + gate + ".weight", rank: 2)[0]
            feedForward.size = gate == "mlp.w12" ? rows / 2 : rows
            return feedForward
        }
        let (expansion, contraction) = (
            try shape(block + ".mlp.fc1.weight", rank: 2), try shape(block + ".mlp.fc2.weight", rank: 2)
        )
        feedForward.size = contraction[1]
        feedForward.hasBias = has("mlp.fc1.bias")
        // both halves of a gated layer in one matrix, the gate first (timm's SwiGLUPacked)
        feedForward.isGated = expansion[0] == 2 * contraction[1]
        if feedForward.isGated { feedForward.activation = .silu }
        return feedForward
    }

    private func epsilon() throws(CheckpointError) -> Double {
        let standard = architecture?.epsilon ?? (family == .dinov3 ? 1e-5 : 1e-6)
        return try fields.positive("layer_norm_eps", default: standard)
    }

    private func output(prefix: ModelConfiguration.PrefixTokens) throws(CheckpointError) -> ModelConfiguration.Output {
        let hasTokenNorm = catalog.contains("norm.weight")
        var output = ModelConfiguration.Output(hasTokenNorm: hasTokenNorm)
        output.hasPooledNorm = catalog.contains("fc_norm.weight")
        if catalog.contains("head_dist.weight") {
            output.pooling = .classAndDistillationMean
            output.classifierInput = .classAndDistillation
            return output
        }
        // open_clip has its own word for it.
        let implied = try fields.string("timm_pool", default: architecture?.pooling ?? "")
        let standard = try fields.string("global_pool", default: implied)
        switch try arguments.string("global_pool", default: standard) {
        case "map": output.pooling = .attention
        case "avg": output.pooling = .patchMean
        case "token" where prefix.hasClassToken: output.pooling = .classToken
        case "": output.pooling = impliedPooling(prefix: prefix, hasPooledNorm: output.hasPooledNorm)
        case let other:
            throw .unsupportedArchitecture(
                file: fields.file, found: "“\(other)” pooling", reason: "it is not built here")
        }
        return output
    }

    private func impliedPooling(
        prefix: ModelConfiguration.PrefixTokens, hasPooledNorm: Bool
    ) -> ModelConfiguration.Output.Pooling {
        if catalog.contains("attn_pool.latent") { return .attention }
        return hasPooledNorm || !prefix.hasClassToken ? .patchMean : .classToken
    }

    /// A tensor's shape, which everything else follows from.
    func shape(_ name: String, rank: Int) throws(CheckpointError) -> Shape {
        guard let shape = catalog.shape(of: name) else {
            let nearest = nearestNames(to: catalog.prefix + name, among: Array(catalog.names))
            throw .missingTensor(file: weightsFile, name: catalog.prefix + name, nearest: nearest)
        }
        guard shape.rank == rank, shape.count > 0 else {
            throw .wrongRank(file: weightsFile, name: catalog.prefix + name, expected: rank, found: shape)
        }
        return shape
    }
}
