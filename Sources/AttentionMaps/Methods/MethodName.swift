/// The methods by the names that the command's `--method` takes.
public enum MethodName: String, Sendable, Hashable, CaseIterable {
    /// Attention probabilities from the class token or other queries to the patches.
    case attention
    /// How much attention each patch receives from all tokens.
    case received
    /// How evenly each patch spreads its attention.
    case entropy
    /// How far from itself each patch attends.
    case distance
    /// Attention rollout (Abnar and Zuidema 2020).
    case rollout
    /// The rollout of the vit-explain repository, as it is.
    case rolloutVitExplain = "rollout-vit-explain"
    /// The same with its normalisation mended.
    case rolloutVitExplainFixed = "rollout-vit-explain-fixed"
    /// The gradient rollout of the vit-explain repository.
    case gradientRollout = "gradient-rollout"
    /// Relevance propagation (Chefer, Gur and Wolf, ICCV 2021).
    case relevance
    /// The attention weighted by its own gradient, layer by layer.
    case attentionGradient = "attention-gradient"
    /// Grad-CAM (Selvaraju et al. 2017) on patch tokens.
    case gradCAM = "grad-cam"
    /// Cosine of patch tokens to a patch, the class token or a text.
    case similarity
    /// Principal components of the patch tokens as colours (Oquab et al. 2023).
    case pca
    /// Object discovery by the least connected patch (Siméoni et al. 2021).
    case lost
    /// Object discovery by a normalised cut (Wang et al. 2022).
    case tokenCut = "tokencut"
    /// The saliency decoder that comes with the default model.
    case saliency
}
