import Checkpoints
public import Tensors

/// What came out of the encoder, as far as the `Recording` asked for it.
public struct Encoding: Sendable {
    /// The recorded attention; no layers when none was asked for.
    public let attention: AttentionTrace
    /// All tokens after the final norm, prefix tokens first: (N, D). Nil unless the recording keeps tokens.
    ///
    /// Where the family's library hands out its last tokens without a norm, so are these (CLIP in transformers; models
    /// of timm that normalise the pooled vector instead).
    public let tokens: Tensor?
    /// The Euclidean norms of all tokens after the last layer, before the final norm.
    /// Nil unless the recording keeps them.
    public let tokenNorms: [Float]?
}

extension VisionTransformer {
    /// What the family's own library calls the pooled output: the class token, the mean of the patch tokens, or an
    /// attention pooling's vector, with the norm or dense layer that follows it there. (N, D) → (1, D)
    ///
    /// - Parameter tokens: `Encoding.tokens`.
    public func pooled(_ tokens: Tensor) -> Tensor { output.pooled(tokens, prefixCount: prefixTokenCount) }

    /// The pooled output in the space that pictures and texts share, not normalised; nil for models that have none.
    /// (N, D) → (1, projection)
    public func imageFeatures(_ tokens: Tensor) -> Tensor? {
        output.projected(tokens, prefixCount: prefixTokenCount)
    }

    /// A classifier's outputs before any softmax; nil for models without a classifier. (N, D) → (1, classes)
    public func logits(_ tokens: Tensor) -> Tensor? { output.logits(tokens, prefixCount: prefixTokenCount) }

    /// Whether there is a classifier.
    public var isClassifier: Bool { output.classifier != nil }

    /// Names of a classifier's outputs, by their place; their numbers where the checkpoint does not name them.
    public var labels: [String] {
        guard let count = output.classifier?.outputs else { return [] }
        return configuration.labels.count == count ? configuration.labels : (0..<count).map(String.init)
    }
}
