import Checkpoints
import Tensors

/// Builds a text encoder of a checkpoint, of the same blocks as a picture encoder and by the same names.
struct TextEncoderBuilder {
    private let configuration: TextConfiguration
    /// The blocks' part of it.
    private let encoder: ModelConfiguration
    private let weights: WeightReader
    private let parameters: ParameterReader
    private let names: ParameterNames
    private let precision: Precision

    init(configuration: TextConfiguration, weights: WeightReader, precision: Precision) {
        self.configuration = configuration
        self.weights = weights
        self.precision = precision
        encoder = configuration.encoder(naming: weights.catalog.naming)
        names = ParameterNames(weights.catalog.naming)
        parameters = ParameterReader(weights: weights, epsilon: Float(configuration.layerNormEpsilon))
    }

    private var channels: Int { configuration.hiddenSize }

    func encoder(tokenizer: CLIPTokenizer) throws(ModelError) -> CLIPTextEncoder {
        let encoder = CLIPTextEncoder(
            configuration: configuration, tokenizer: tokenizer, logitScale: try number("logit_scale").map(exponential),
            logitBias: try number("logit_bias"),
            tokenEmbedding: try embedding(
                ["embeddings.token_embedding.weight", "token_embedding.weight"], configuration.vocabularySize),
            positionEmbedding: try embedding(
                ["embeddings.position_embedding.weight", "positional_embedding"], configuration.contextLength),
            blocks: try blocks(), norm: try parameters.norm(["final_layer_norm", "ln_final"], channels),
            projection: try projection())
        try parameters.finish(
            ignoring: names.ignored, beside: ["vision_model.", "visual_projection.", "visual."])
        return encoder
    }

    /// In memory of its own: a layer's weights pass through the reader's.
    private func embedding(_ names: [String], _ rows: Int) throws(ModelError) -> Tensor {
        let name = parameters.found(names)
        return try ModelError.wrapping { () throws(CheckpointError) in
            try weights.tensor(name, shape: [rows, channels], in: Workspace())
        }
    }

    private func blocks() throws(ModelError) -> [EncoderBlock] {
        var blocks: [EncoderBlock] = []
        for layer in 0..<configuration.layerCount {
            let builder = BlockBuilder(
                configuration: encoder, parameters: try parameters.scope(block: layer, names: names),
                names: names.block, precision: BlockPrecision(of: precision, layer: layer, family: encoder.family),
                sharedRelativeBias: nil)
            var block = try builder.block()
            block.attention.isCausal = true
            blocks.append(block)
        }
        return blocks
    }

    /// (projection, D) as transformers has it, (D, projection) as OpenAI.
    private func projection() throws(ModelError) -> Linear {
        let size = configuration.projectionSize
        let transposed = besideEncoder("text_projection")
        guard parameters.shape(of: transposed) != nil else {
            let name = besideEncoder("text_projection.weight")
            return try parameters.linear(try parameters.tensor([name], [size, channels]), nil)
        }
        return try parameters.linear(try parameters.tensor([transposed], [channels, size]).transposed(), nil)
    }

    /// A number beside the encoder, if it is there: of no extent, or of one element.
    private func number(_ name: String) throws(ModelError) -> Float? {
        let name = besideEncoder(name)
        guard let shape = parameters.shape(of: name) else { return nil }
        return try parameters.tensor([name], shape.count == 1 ? shape : []).elements[0]
    }

    private func exponential(_ x: Float) -> Float { Float(ElementaryFunction.exponential(Double(x))) }

    /// A name in the checkpoint that may lack the text encoder's part of the prefix: `module.text.` or `module.`.
    private func besideEncoder(_ name: String) -> String {
        let prefix = weights.catalog.prefix
        let own = ["text_model.", "text."].first { prefix == $0 || prefix.hasSuffix("." + $0) } ?? ""
        return parameters.found([name, prefix.dropLast(own.count) + name])
    }
}
