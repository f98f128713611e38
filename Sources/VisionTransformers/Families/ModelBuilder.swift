import Checkpoints
import ImageDecoding
import Tensors

/// Builds a model of a checkpoint: one encoder for every family, from its configuration and the names of its weights.
struct ModelBuilder {
    let configuration: ModelConfiguration
    let parameters: ParameterReader
    let names: ParameterNames
    /// Of the encoder blocks (`BlockPrecision`) and, at least, of the patch embedding.
    let precision: Precision

    init(configuration: ModelConfiguration, weights: WeightReader, precision: Precision, isDifferentiable: Bool) {
        self.configuration = configuration
        self.precision = precision
        names = ParameterNames(configuration.naming)
        parameters = ParameterReader(
            weights: weights, epsilon: Float(configuration.layerNormEpsilon), keepsTransposes: isDifferentiable)
    }

    var channels: Int { configuration.hiddenSize }

    func model(preprocessing: PicturePreprocessing) throws(ModelError) -> VisionTransformer {
        let positions = try positionEmbeddings()
        let model = VisionTransformer(
            configuration: configuration, precision: precision, preprocessing: preprocessing,
            patchEmbedding: try patchEmbedding(),
            prefixTokens: try prefixTokens(positions: positions.prefix), positionEmbedding: positions.patches,
            rotaryEmbedding: try rotaryEmbedding(),
            preNorm: configuration.hasPreNorm ? try parameters.norm(names.preNorm, channels) : nil,
            blocks: try blocks(), output: try output())
        try parameters.finish(ignoring: names.ignored, beside: names.beside)
        return model
    }

    private func blocks() throws(ModelError) -> [EncoderBlock] {
        let shared = try sharedRelativeBias()
        var blocks: [EncoderBlock] = []
        for layer in 0..<configuration.layerCount {
            let builder = BlockBuilder(
                configuration: configuration, parameters: try parameters.scope(block: layer, names: names),
                names: names.block,
                precision: BlockPrecision(of: precision, layer: layer, family: configuration.family),
                sharedRelativeBias: shared)
            blocks.append(try builder.block())
        }
        return blocks
    }

    private func patchEmbedding() throws(ModelError) -> PatchEmbedding {
        let module = parameters.found(names.patchProjection, behind: ".weight")
        let side = configuration.patchSize
        // A convolution's kernel (D, 3, P, P), flattened: patches are laid out in the same order.
        let kernel = try parameters.tensor([module + ".weight"], [channels, 3, side, side])
        let bias = configuration.hasPatchBias ? try parameters.tensor([module + ".bias"], [channels]) : nil
        return PatchEmbedding(
            projection: try parameters.linear(
                kernel.reshaped(to: [channels, 3 * side * side]), bias, BlockPrecision.patchEmbedding(of: precision)))
    }
}

/// Tokens in front of the patches, and what tells tokens their places.
extension ModelBuilder {
    /// Each with its own position embedding added, if it has one: those never move. → (prefix tokens, D)
    private func prefixTokens(positions: Tensor) throws(ModelError) -> Tensor {
        let prefix = configuration.prefix
        var tokens = Tensor(zeros: [0, channels])
        if prefix.hasClassToken { tokens = tokens.followed(by: try token(names.classToken)) }
        if prefix.hasDistillationToken { tokens = tokens.followed(by: try token(names.distillationToken)) }
        if prefix.registerCount > 0 {
            let registers = try parameters.tensor(names.registerTokens, [1, prefix.registerCount, channels])
            tokens = tokens.followed(by: registers.reshaped(to: [prefix.registerCount, channels]))
        }
        let unplaced = Tensor(zeros: [prefix.count - positions.shape[0], channels])
        return Tensor.concatenating(
            Tensor(zeros: [0, channels]), sumOf: tokens, and: positions.followed(by: unplaced))
    }

    /// (1, 1, D), or (D) in CLIP. → (1, D)
    private func token(_ names: [String]) throws(ModelError) -> Tensor {
        let name = parameters.found(names)
        let shape: Shape = parameters.shape(of: name)?.rank == 1 ? [channels] : [1, 1, channels]
        return try parameters.tensor([name], shape).reshaped(to: [1, channels])
    }

    private func positionEmbeddings() throws(ModelError) -> (prefix: Tensor, patches: PositionEmbedding?) {
        guard let learned = configuration.positions.learned else { return (Tensor(zeros: [0, channels]), nil) }
        let count = learned.prefixCount + learned.rows * learned.columns
        let name = parameters.found(names.positions)
        // (1, tokens, D), or (tokens, D) where they are an embedding table
        let shape: Shape = parameters.shape(of: name)?.rank == 2 ? [count, channels] : [1, count, channels]
        let positions = try parameters.tensor([name], shape).reshaped(to: [count, channels])
        let patches = PositionEmbedding(
            learned: positions.rows(Array(learned.prefixCount..<count)), rows: learned.rows, columns: learned.columns,
            interpolation: learned.interpolation)
        return (positions.rows(Array(0..<learned.prefixCount)), patches)
    }

    private func rotaryEmbedding() throws(ModelError) -> RotaryPositionEmbedding? {
        guard let rotary = configuration.positions.rotary else { return nil }
        guard configuration.headSize.isMultiple(of: 4) else {
            throw .unsupported("rotary position embedding of heads with \(configuration.headSize) channels")
        }
        // DINOv3's own checkpoints have the periods, rounded to bfloat16, and were trained with those.
        let stored = "rope_embed.periods"
        let periods =
            parameters.shape(of: stored) == nil
            ? nil : try parameters.tensor([stored], [configuration.headSize / 4]).elements
        return RotaryPositionEmbedding(rotary, headSize: configuration.headSize, periods: periods)
    }

    private func sharedRelativeBias() throws(ModelError) -> RelativePositionBias? {
        guard let relative = configuration.positions.relativeBias, relative.isShared else { return nil }
        return try parameters.relativeBias(names.sharedRelativeBias, relative, headCount: configuration.headCount)
    }
}
