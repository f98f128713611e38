import Checkpoints
package import Tensors

extension VisionTransformer {
    /// A target's value and gradient at the tokens after the last block, before any norm. (N, D) → (rows, D)
    ///
    /// The model has to have what the target needs: a classifier with that class,
    /// or a projection as wide as the text's.
    package func headGradient(of target: OutputTarget, at tokens: Tensor) -> HeadGradient {
        output.gradient(of: target, at: tokens, prefixCount: prefixTokenCount)
    }
}

extension VisionTransformer {
    /// Whether a target is read from the tokens by the probe of an attention pooling.
    package func readsByProbe(_ target: OutputTarget) -> Bool {
        guard output.attentionPooling != nil, output.configuration.pooling == .attention else { return false }
        return switch target {
        case .logit, .predictedLogit: output.configuration.classifierInput == .pooled
        case .text, .feature: true
        }
    }
}
