import Tensors

/// The configuration of a vision tower in OpenAI's naming, from its tensors and `open_clip_config.json`.
struct OpenCLIPConfiguration {
    /// `model_cfg` of the file, or a file that has its keys itself.
    private let fields: ConfigurationFields
    let catalog: TensorCatalog
    let weightsFile: String

    init(_ file: ConfigurationFields, catalog: TensorCatalog, weightsFile: String) {
        fields = file.object("model_cfg") ?? file
        self.catalog = catalog
        self.weightsFile = weightsFile
    }

    /// Under open_clip's key, or transformers' where the file was written for its sake.
    private var vision: ConfigurationFields { fields.object("vision_cfg") ?? fields.object("vision_config") ?? fields }
    /// timm's name of the vision tower, where timm has it.
    var timmName: String? {
        guard let name = try? vision.string("timm_model_name", default: ""), !name.isEmpty else { return nil }
        return name
    }

    /// The configuration, all of it.
    func configuration() throws(CheckpointError) -> ModelConfiguration {
        try checkSupported()
        let timm = TimmConfiguration(fields, catalog: catalog, weightsFile: weightsFile)
        let projection = try timm.shape("conv1.weight", rank: 4)
        let (hiddenSize, patchSize) = (projection[0], projection[2])
        let imageSize = try imageSize(
            patchSize: patchSize, positions: try timm.shape("positional_embedding", rank: 2)[0] - 1)
        let expansion = try timm.shape("transformer.resblocks.0.mlp.c_fc.weight", rank: 2)
        return ModelConfiguration(
            family: .clip, naming: .openCLIP, hiddenSize: hiddenSize,
            layerCount: catalog.moduleCount("transformer.resblocks"),
            attention: .init(headCount: try headCount(of: hiddenSize)),
            feedForward: .init(size: expansion[0], activation: try activation()),
            hasLayerScale: catalog.contains("transformer.resblocks.0.ls_1.gamma"),
            layerNormEpsilon: try epsilon(), imageSize: imageSize, patchSize: patchSize,
            hasPatchBias: catalog.contains("conv1.bias"),
            positions: .init(
                learned: .init(
                    rows: imageSize.height / patchSize, columns: imageSize.width / patchSize, prefixCount: 1,
                    interpolation: .antialiased)),
            hasPreNorm: catalog.contains("ln_pre.weight"), output: try output())
    }

    /// The class token of normalised tokens; in CLIPA the mean of the patches, and the norm behind it.
    private func output() throws(CheckpointError) -> ModelConfiguration.Output {
        let isNormalisedLast = try vision.boolean("final_ln_after_pool", default: false)
        let pooling: ModelConfiguration.Output.Pooling
        switch try vision.string("pool_type", default: "tok") {
        case "tok": pooling = .classToken
        case "avg": pooling = .patchMean
        default: throw vision.invalid("pool_type", expected: "tok or avg")
        }
        return .init(pooling: pooling, hasTokenNorm: !isNormalisedLast, hasPooledNorm: isNormalisedLast)
    }

    private func checkSupported() throws(CheckpointError) {
        let reason: String? =
            if !catalog.contains("class_embedding") {
                "its vision tower is a ResNet, which has no attention over patches"
            } else if catalog.contains("attn_pool.query") {
                "its vision tower pools by attention with several queries (CoCa)"
            } else {
                nil
            }
        if let reason { throw .unsupportedArchitecture(file: weightsFile, found: "this CLIP", reason: reason) }
    }

    private func imageSize(patchSize: Int, positions: Int) throws(CheckpointError) -> ImageSize {
        let side = Int(Double(max(0, positions)).squareRoot().rounded())
        let size = try vision.size("image_size", default: side * patchSize)
        guard positions > 0, (size.height / patchSize) * (size.width / patchSize) == positions else {
            throw vision.invalid("image_size", expected: "a size of \(positions) patches of \(patchSize) pixels")
        }
        return size
    }

    private func headCount(of hiddenSize: Int) throws(CheckpointError) -> Int {
        if vision["num_attention_heads"] != nil { return try vision.headCount(of: hiddenSize, default: 1) }
        let width = try vision.count("head_width", default: 64)
        guard hiddenSize.isMultiple(of: width) else {
            throw vision.invalid("head_width", expected: "a divisor of the \(hiddenSize) channels", default: 64)
        }
        return hiddenSize / width
    }

    /// OpenAI's models have QuickGELU; those that open_clip trained have it where `quick_gelu` says so.
    private func activation() throws(CheckpointError) -> Activation {
        if vision["hidden_act"] != nil { return try vision.activation(default: .gelu) }
        return try fields.boolean("quick_gelu", default: false) ? .quickGELU : .gelu
    }

    private func epsilon() throws(CheckpointError) -> Double {
        if let norm = vision.object("norm_kwargs"), norm["eps"] != nil {
            return try norm.positive("eps", default: 1e-5)
        }
        return try vision.positive("layer_norm_eps", default: 1e-5)
    }
}
