import Checkpoints
import Tensors

/// What a family makes of the tokens after the last block: norms, a pooled vector, a projection, predictions.
///
/// All of it is a few vectors' work and stays float32 in every precision.
struct OutputHead: Sendable {
    let configuration: ModelConfiguration.Output
    /// Of all tokens.
    let tokenNorm: LayerNorm?
    let attentionPooling: AttentionPooling?
    /// Of the pooled vector.
    let pooledNorm: LayerNorm?
    /// The dense layer with tanh that transformers' ViT and DeiT have behind the class token.
    let pooler: Linear?
    /// To the space that pictures and texts share (CLIP).
    let projection: Linear?
    let classifier: Linear?
    /// Of the distillation token (DeiT).
    let distillationClassifier: Linear?

    /// The tokens as the family hands them out. (N, D) → (N, D)
    func normalized(_ tokens: Tensor) -> Tensor { tokenNorm?(tokens) ?? tokens }

    /// The pooled output. (N, D), normalised → (1, D)
    func pooled(_ tokens: Tensor, prefixCount: Int) -> Tensor {
        let pooled = unprocessed(tokens, prefixCount: prefixCount)
        guard let pooler else { return pooled }
        var dense = pooler(pooled)
        dense.withMutableSpan { elements in
            for index in elements.indices {
                elements[index] = Float(ElementaryFunction.hyperbolicTangent(Double(elements[index])))
            }
        }
        return dense
    }

    private func unprocessed(_ tokens: Tensor, prefixCount: Int) -> Tensor {
        let pooled = gathered(tokens, prefixCount: prefixCount)
        return pooledNorm?(pooled) ?? pooled
    }

    /// One vector of all tokens, before any norm of it. (N, D), normalised → (1, D)
    func gathered(_ tokens: Tensor, prefixCount: Int) -> Tensor {
        switch configuration.pooling {
        case .classToken: tokens.rows([0])
        case .patchMean: patchMean(tokens, prefixCount: prefixCount)
        case .classAndDistillationMean: tokens.mean(ofRows: 0..<2)
        case .attention: attentionPooling?(tokens) ?? tokens.rows([0])
        }
    }

    /// (N, D), normalised → (1, projection), if there is one
    func projected(_ tokens: Tensor, prefixCount: Int) -> Tensor? {
        projection?(unprocessed(tokens, prefixCount: prefixCount))
    }

    /// Each token as if it were the pooled one, where pooling is no more than a choice or a mean of tokens.
    /// (n, D), normalised → (n, projection), if there is one
    func projectedEach(_ tokens: Tensor) -> Tensor? {
        guard configuration.pooling != .attention else { return nil }
        return projection?(pooledNorm?(tokens) ?? tokens)
    }

    /// The classifier's outputs, before any softmax. (N, D), normalised → (1, classes), if there is a classifier
    func logits(_ tokens: Tensor, prefixCount: Int) -> Tensor? {
        guard let classifier else { return nil }
        switch configuration.classifierInput {
        case .pooled: return classifier(unprocessed(tokens, prefixCount: prefixCount))
        case .patchMean: return classifier(patchMean(tokens, prefixCount: prefixCount))
        case .classAndPatchMean:
            let mean = patchMean(tokens, prefixCount: prefixCount)
            return classifier(Tensor.concatenating([tokens.rows([0]), mean], along: 1))
        case .classAndDistillation:
            let first = classifier(tokens.rows([0]))
            guard let second = distillationClassifier?(tokens.rows([1])) else { return first }
            return first.followed(by: second).mean(ofRows: 0..<2)
        }
    }

    private func patchMean(_ tokens: Tensor, prefixCount: Int) -> Tensor {
        tokens.mean(ofRows: prefixCount..<tokens.shape[0])
    }
}
