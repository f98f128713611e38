/// The sizes and choices that make a Vision Transformer, whatever file they come from.
///
/// All families run the same encoder; they differ in these values, in the names of their weights (`naming`) and in the
/// tokens in front of the patches.
public struct ModelConfiguration: Equatable, Sendable {
    /// What the model is; the raw value is `model_type` of transformers' `config.json` where it has one.
    public enum Family: String, CaseIterable, Sendable {
        /// Vision Transformer (Dosovitskiy et al., 2021), DINO (Caron et al., 2021) and their like.
        case vit
        /// The encoder of a masked autoencoder (He et al., 2022).
        case mae = "vit_mae"
        /// DeiT (Touvron et al., 2021), with its distillation token where there is one.
        case deit
        /// DINOv2 (Oquab et al., 2023).
        case dinov2
        /// DINOv2 with registers (Darcet et al., 2024).
        case dinov2WithRegisters = "dinov2_with_registers"
        /// DINOv3's Vision Transformers (Siméoni et al., 2025).
        case dinov3 = "dinov3_vit"
        /// The vision tower of CLIP (Radford et al., 2021).
        case clip = "clip_vision_model"
        /// The vision tower of SigLIP (Zhai et al., 2023) and SigLIP 2 at fixed resolution (Tschannen et al., 2025).
        case siglip = "siglip_vision_model"
        /// EVA-02 (Fang et al., 2023).
        case eva02
        /// BEiT (Bao et al., 2022).
        case beit
    }

    /// What the model is.
    public var family: Family
    /// Whose names its weights have.
    public var naming: WeightNaming
    /// Channels of a token, D.
    public var hiddenSize: Int
    /// Encoder blocks.
    public var layerCount: Int
    /// How a block's tokens attend to each other.
    public var attention: Attention
    /// How a block transforms each token by itself.
    public var feedForward: FeedForward
    /// Whether a learnt factor for each channel follows attention and feed-forward (LayerScale; Touvron et al., 2021).
    public var hasLayerScale: Bool
    /// What layer normalisation adds to the variance.
    public var layerNormEpsilon: Double
    /// The picture size that the model was trained at.
    public var imageSize: ImageSize
    /// Pixels of a patch's side.
    public var patchSize: Int
    /// Whether the patch projection has a bias.
    public var hasPatchBias: Bool
    /// The tokens in front of the patches.
    public var prefix: PrefixTokens
    /// What tells tokens where they are.
    public var positions: Positions
    /// Whether tokens are normalised before the first block, as in CLIP.
    public var hasPreNorm: Bool
    /// What is made of the tokens after the last block.
    public var output: Output
    /// What a classifier's outputs mean, by their place; empty where nothing says.
    public var labels: [String]

    /// Attention heads of a block; each has D ⁄ heads channels.
    public var headCount: Int { attention.headCount }
    /// Channels between the two linear maps of the feed-forward part.
    public var intermediateSize: Int { feedForward.size }
    /// Tokens in front of the patches.
    public var prefixTokenCount: Int { prefix.count }
    /// Channels of a head.
    public var headSize: Int { hiddenSize / headCount }
    /// The patches of a picture of `imageSize`.
    public var positionGrid: (rows: Int, columns: Int) { (imageSize.height / patchSize, imageSize.width / patchSize) }

    /// The memberwise initialiser, for models that no file describes.
    public init(
        family: Family, naming: WeightNaming, hiddenSize: Int, layerCount: Int, attention: Attention,
        feedForward: FeedForward, hasLayerScale: Bool, layerNormEpsilon: Double, imageSize: ImageSize, patchSize: Int,
        hasPatchBias: Bool = true, prefix: PrefixTokens = PrefixTokens(), positions: Positions,
        hasPreNorm: Bool = false, output: Output = Output(), labels: [String] = []
    ) {
        self.family = family
        self.naming = naming
        self.hiddenSize = hiddenSize
        self.layerCount = layerCount
        self.attention = attention
        self.feedForward = feedForward
        self.hasLayerScale = hasLayerScale
        self.layerNormEpsilon = layerNormEpsilon
        self.imageSize = imageSize
        self.patchSize = patchSize
        self.hasPatchBias = hasPatchBias
        self.prefix = prefix
        self.positions = positions
        self.hasPreNorm = hasPreNorm
        self.output = output
        self.labels = labels
    }
}
