import Checkpoints
import Tensors

/// The backward pass from a target to the tokens after the last block. All of it is a few vectors' work, done in double
/// on what the forward pass gives in float32.
extension OutputHead {
    /// (N, D), before the token norm → y, ∂y/∂tokens, and where y is read from
    func gradient(of target: OutputTarget, at tokens: Tensor, prefixCount: Int) -> HeadGradient {
        let reader = OutputReader(head: self, tokens: normalized(tokens), prefixCount: prefixCount)
        let derived = reader.derivative(of: target)
        let gradients = tokenNorm.map { derived.gradients.before($0, of: tokens) } ?? derived.gradients
        return HeadGradient(
            output: OutputGradient(
                value: derived.value, rows: gradients.rows, gradient: gradients.tensor(in: tokens.workspace)),
            reading: derived.reading)
    }
}

/// One picture's output, from its normalised tokens.
private struct OutputReader {
    let head: OutputHead
    /// (N, D)
    let tokens: Tensor
    let prefixCount: Int

    /// Gradients are at the normalised tokens.
    typealias Derivative = (value: Double, gradients: TokenGradients, reading: OutputReading)
    typealias Read = (gradients: TokenGradients, reading: OutputReading)

    private var tokenCount: Int { tokens.shape[0] }
    private var patches: Range<Int> { prefixCount..<tokenCount }

    func derivative(of target: OutputTarget) -> Derivative {
        switch target {
        case .logit(let index):
            return logit(index)
        case .predictedLogit:
            let logits = logits
            return logit(logits.indices.max { logits[$0] < logits[$1] || logits[$0] == logits[$1] && $0 > $1 } ?? 0)
        case .text(let text):
            let (value, gradient) = text.logit(of: projection ?? pooled)
            let read = beforePooling(head.projection?.inputGradient(of: gradient) ?? gradient)
            return (value, read.gradients, read.reading)
        case .feature:
            return feature()
        }
    }

    private var logits: [Double] { head.logits(tokens, prefixCount: prefixCount)?.row(0) ?? [] }
    private var projection: [Double]? { head.projected(tokens, prefixCount: prefixCount)?.row(0) }
    private var pooled: [Double] { head.pooled(tokens, prefixCount: prefixCount).row(0) }

    /// ∂(f · f̂)/∂f = f̂ with f̂ held fixed, through the projection or, where there is none, the pooler.
    private func feature() -> Derivative {
        let feature = projection ?? pooled
        var gradient = Vectors.unit(feature)
        if let projection = head.projection {
            gradient = projection.inputGradient(of: gradient)
        } else if let pooler = head.pooler {
            // tanh' = 1 − tanh²
            gradient = pooler.inputGradient(of: zip(gradient, feature).map { $0 * (1 - $1 * $1) })
        }
        let read = beforePooling(gradient)
        return (Vectors.length(feature), read.gradients, read.reading)
    }

    /// A class's row of the classifier, at whatever the classifier looks at.
    private func logit(_ index: Int) -> Derivative {
        guard let classifier = head.classifier else { preconditionFailure("a logit of a model without classifier") }
        let row = weights(of: classifier, index)
        let read: Read
        switch head.configuration.classifierInput {
        case .pooled: read = beforePooling(row)
        case .patchMean: read = beforeMean(of: patches, row)
        case .classAndPatchMean:
            let first = beforeMean(of: 0..<1, Array(row[..<tokens.shape[1]]))
            read = halves(first, beforeMean(of: patches, Array(row[tokens.shape[1]...])))
        case .classAndDistillation:
            guard let second = head.distillationClassifier else {
                read = beforeMean(of: 0..<1, row)
                break
            }
            // The logit is the mean of the two classifiers'.
            let rows = [row, weights(of: second, index)].map { $0.map { $0 / 2 } }
            read = halves(beforeMean(of: 0..<1, rows[0]), beforeMean(of: 1..<2, rows[1]))
        }
        return (logits[index], read.gradients, read.reading)
    }

    private func weights(of classifier: Linear, _ index: Int) -> [Double] {
        classifier.inputGradient(of: Vectors.basis(index, count: classifier.outputs))
    }

    /// From the pooled vector, before any pooler or projection, to the tokens it was made of.
    private func beforePooling(_ gradient: [Double]) -> Read {
        let gradient =
            head.pooledNorm.map {
                $0.inputGradient(of: gradient, at: head.gathered(tokens, prefixCount: prefixCount).row(0))
            } ?? gradient
        switch head.configuration.pooling {
        case .classToken: return beforeMean(of: 0..<1, gradient)
        case .patchMean: return beforeMean(of: patches, gradient)
        case .classAndDistillationMean: return beforeMean(of: 0..<2, gradient)
        case .attention:
            return head.attentionPooling?.gradients(of: gradient, over: tokens) ?? beforeMean(of: 0..<1, gradient)
        }
    }

    private func beforeMean(of rows: Range<Int>, _ gradient: [Double]) -> Read {
        let weights = (0..<tokenCount).map { rows.contains($0) ? 1 / Double(rows.count) : 0 }
        return (TokenGradients(ofMean: rows, gradient), .tokens(weights))
    }

    /// Two tokens, or the class token and the mean of the patches, each half of what is read.
    private func halves(_ first: Read, _ second: Read) -> Read {
        guard case .tokens(let a) = first.reading, case .tokens(let b) = second.reading else { return first }
        return (first.gradients.followed(by: second.gradients), .tokens(zip(a, b).map { ($0 + $1) / 2 }))
    }
}
