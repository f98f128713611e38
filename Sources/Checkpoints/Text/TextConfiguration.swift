public import Tensors

/// The sizes and choices that make a CLIP text encoder (Radford et al. 2021), from `config.json` or
/// `open_clip_config.json`.
public struct TextConfiguration: Equatable, Sendable {
    /// Whose model it is: texts are cleaned and padded as that library does.
    public enum Library: Equatable, Sendable {
        /// Hugging Face's CLIPModel and CLIPTextModelWithProjection.
        case transformers
        /// open_clip, and OpenAI's own CLIP.
        case openCLIP
    }

    /// Which token of a text its features are taken from.
    public enum Pooling: Equatable, Sendable {
        /// The first with the largest id: the end token has the last place in CLIP's vocabulary.
        case largestID
        /// The first with this id; the first of all where there is none.
        case first(id: Int)
    }

    /// Whose model it is.
    public var library: Library
    /// Channels of a token, D.
    public var hiddenSize: Int
    /// Encoder blocks.
    public var layerCount: Int
    /// Attention heads of a block; each has D ⁄ heads channels.
    public var headCount: Int
    /// Channels between the two linear maps of the feed-forward part.
    public var intermediateSize: Int
    /// The nonlinearity between them.
    public var activation: Activation
    /// What layer normalisation adds to the variance.
    public var layerNormEpsilon: Double
    /// The most tokens of a text, begin and end token included.
    public var contextLength: Int
    /// How many tokens there are.
    public var vocabularySize: Int
    /// Channels of the features that texts and pictures share.
    public var projectionSize: Int
    /// Which token the features are taken from.
    public var pooling: Pooling
    /// Whether learnt factors scale what the halves of a block add (LayerScale; Touvron et al. 2021).
    public var hasLayerScale: Bool
}

extension TextConfiguration {
    static let fileName = "config.json"
    static let openCLIPFileName = "open_clip_config.json"

    /// Reads the folder's configuration: transformers' if there is one of CLIP, else open_clip's.
    ///
    /// Folders on the hub often have both, with weights of either naming; and timm's have a `config.json` that says
    /// nothing of texts.
    init(directory: String) throws(CheckpointError) {
        let path = directory + "/" + Self.fileName
        let openCLIPPath = directory + "/" + Self.openCLIPFileName
        if isListed(path) {
            let fields = try ConfigurationFields(file: path)
            let type = try fields.string("model_type", default: "")
            if Self.isCLIP(type) || !isListed(openCLIPPath) && fields.object("text_cfg") == nil {
                self = try .huggingFace(fields, type: type)
                return
            }
            if !isListed(openCLIPPath) {
                self = try .openCLIP(fields)
                return
            }
        }
        guard isListed(openCLIPPath) else { throw .incompleteModel(directory: directory, missing: Self.fileName) }
        self = try .openCLIP(ConfigurationFields(file: openCLIPPath))
    }

    /// A context must have room for the begin and the end token.
    static func contextLength(_ key: String, in fields: ConfigurationFields) throws(CheckpointError) -> Int {
        let length = try fields.count(key, default: 77)
        guard length >= 2 else { throw fields.invalid(key, expected: "at least 2") }
        return length
    }
}

extension TextConfiguration {
    /// The encoder's blocks as a Vision Transformer's whose pictures are one row of tokens.
    package func encoder(naming: WeightNaming) -> ModelConfiguration {
        ModelConfiguration(
            family: .clip, naming: naming, hiddenSize: hiddenSize, layerCount: layerCount,
            attention: .init(headCount: headCount), feedForward: .init(size: intermediateSize, activation: activation),
            hasLayerScale: hasLayerScale, layerNormEpsilon: layerNormEpsilon,
            imageSize: ImageSize(height: 1, width: contextLength), patchSize: 1,
            positions: .init(
                learned: .init(rows: 1, columns: contextLength, prefixCount: 0, interpolation: .bicubic)))
    }
}
