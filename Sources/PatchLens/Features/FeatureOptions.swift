public import Checkpoints
public import VisionTransformers

/// What is taken of all of a picture's tokens.
///
/// The names are those of the command's `--pool`.
public enum FeaturePooling: String, Sendable, CaseIterable {
    /// Every token, prefix tokens first: (N, D).
    case none
    /// The class token: (1, D).
    case `class`
    /// The mean of the patches' tokens, without class and register tokens: (1, D).
    case mean
    /// The vector of the model's attention pooling, where it has one (SigLIP): (1, D).
    case map
}

/// Which features of a picture are written.
public struct FeatureOptions: Sendable {
    /// How files become patches.
    public var reading: PictureReading
    /// What is taken of the tokens.
    public var pooling: FeaturePooling
    /// The layer whose tokens they are, counted from 0, or from the end when negative; nil for the last, after the
    /// final norm.
    public var layer: Int?
    /// Whether the tokens of `layer` go through the final norm; without a layer they always do.
    public var isNormalized: Bool

    /// All tokens after the final norm, unless told otherwise.
    public init(
        reading: PictureReading = PictureReading(), pooling: FeaturePooling = .none, layer: Int? = nil,
        isNormalized: Bool = false
    ) {
        self.reading = reading
        self.pooling = pooling
        self.layer = layer
        self.isNormalized = isNormalized
    }

    /// The layer counted from 0; an error where a model has no such layer, or nothing to pool by.
    public func resolvedLayer(of configuration: ModelConfiguration) throws(FeatureError) -> Int {
        switch pooling {
        case .class where !configuration.prefix.hasClassToken: throw .noClassToken
        case .map where configuration.output.pooling != .attention: throw .noAttentionPooling
        case .map where layer != nil: throw .poolingOfAnEarlierLayer
        default: break
        }
        do { return try LayerSelection.some([layer ?? -1]).resolved(layerCount: configuration.layerCount)[0] } catch {
            throw .layer(error)
        }
    }
}

/// Why a model has not the features that are asked for.
public enum FeatureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It has no class token to take.
    case noClassToken
    /// It has no attention pooling.
    case noAttentionPooling
    /// The pooling takes the tokens after the last layer, and no others.
    case poolingOfAnEarlierLayer
    /// There is no such layer.
    case layer(EncodingError)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .noClassToken: "the model has no class token: pool by mean, or by map where it has attention pooling"
        case .noAttentionPooling: "the model has no attention pooling, which pooling by map would take: pool by mean"
        case .poolingOfAnEarlierLayer: "attention pooling is made for the tokens after the last layer, and no others"
        case .layer(let error): error.description
        }
    }
}
