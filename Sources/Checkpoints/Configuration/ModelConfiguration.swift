/// The sizes and choices that make a Vision Transformer of a family, from `config.json`.
///
/// All families run the same encoder; they differ in these values, in the names of their weights and in the tokens in
/// front of the patches.
public struct ModelConfiguration: Equatable, Sendable {
    /// Whose weights' names and whose defaults; the raw value is `model_type` in `config.json`.
    public enum Family: String, CaseIterable, Sendable {
        /// DINOv2 (Oquab et al., 2023) in Hugging Face's naming.
        case dinov2
    }

    /// The nonlinearity between the two linear maps of an MLP; the raw value is `hidden_act` in `config.json`.
    public enum Activation: String, CaseIterable, Sendable {
        /// x·Φ(x), with the error function.
        case gelu
        /// GELU by its tanh approximation.
        case geluTanh = "gelu_pytorch_tanh"
        /// x·σ(1.702x).
        case quickGELU = "quick_gelu"
    }

    /// How a block transforms each token by itself.
    public enum FeedForward: Equatable, Sendable {
        /// Linear, activation, linear.
        case mlp(Activation)
        /// Linear to twice the width, one half gating the other by SiLU, linear (Shazeer, 2020).
        case swiGLU
    }

    /// Whose weights' names and whose defaults.
    public var family: Family
    /// Channels of a token, D.
    public var hiddenSize: Int
    /// Encoder blocks.
    public var layerCount: Int
    /// Attention heads of a block; each has D ⁄ heads channels.
    public var headCount: Int
    /// Whether Query, Key and Value maps have a bias.
    public var hasQueryKeyValueBias: Bool
    /// How a block transforms each token by itself.
    public var feedForward: FeedForward
    /// Channels between the two linear maps of the feed-forward part.
    public var intermediateSize: Int
    /// Whether a learnt factor for each channel follows attention and feed-forward (LayerScale; Touvron et al., 2021).
    public var hasLayerScale: Bool
    /// What layer normalisation adds to the variance.
    public var layerNormEpsilon: Double
    /// The picture size that the position embedding was learnt at.
    public var imageSize: ImageSize
    /// Pixels of a patch's side.
    public var patchSize: Int
    /// Register tokens behind the class token (Darcet et al., 2024).
    public var registerTokenCount: Int

    /// Tokens in front of the patches: class token and registers.
    public var prefixTokenCount: Int { 1 + registerTokenCount }
    /// Channels of a head.
    public var headSize: Int { hiddenSize / headCount }
    /// The patches that the position embedding was learnt for.
    public var positionGrid: (rows: Int, columns: Int) { (imageSize.height / patchSize, imageSize.width / patchSize) }

    /// Reads `config.json`; what it leaves out has the family's default in transformers.
    public init(contentsOf file: String) throws(CheckpointError) {
        let fields = try ConfigurationFields(file: file)
        let name = try fields.string("model_type", default: "")
        switch Family(rawValue: name) {
        case .dinov2: self = try .dinov2(fields)
        case nil:
            throw .unsupportedModelType(
                file: file, found: name.isEmpty ? "absent" : "“\(name)”", supported: Family.allCases.map(\.rawValue))
        }
    }

    /// The memberwise initialiser, for models that no file describes.
    public init(
        family: Family, hiddenSize: Int, layerCount: Int, headCount: Int, hasQueryKeyValueBias: Bool,
        feedForward: FeedForward, intermediateSize: Int, hasLayerScale: Bool, layerNormEpsilon: Double,
        imageSize: ImageSize, patchSize: Int, registerTokenCount: Int
    ) {
        self.family = family
        self.hiddenSize = hiddenSize
        self.layerCount = layerCount
        self.headCount = headCount
        self.hasQueryKeyValueBias = hasQueryKeyValueBias
        self.feedForward = feedForward
        self.intermediateSize = intermediateSize
        self.hasLayerScale = hasLayerScale
        self.layerNormEpsilon = layerNormEpsilon
        self.imageSize = imageSize
        self.patchSize = patchSize
        self.registerTokenCount = registerTokenCount
    }
}
