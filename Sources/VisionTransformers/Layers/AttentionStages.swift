public import Tensors

/// The four stages of attention for one Query, every head of it, to be looked at and checked:
/// `probabilities` = softmax(`scores`), and `weightedSum` = `probabilities` · `values`.
///
/// Computed step by step and separately from the fused kernel that the encoder runs.
public struct AttentionStages: Sendable {
    /// Stage 1: what the token asks for. (heads, d)
    public let query: Tensor
    /// Stage 1: what every token offers to be found by. (heads, N, d)
    public let keys: Tensor
    /// Stage 1: what every token has to give. (heads, N, d)
    public let values: Tensor
    /// Stage 2: the score function of Query and Key. (heads, N)
    public let scores: Tensor
    /// Stage 3: softmax over the Keys; each head's row sums to 1. (heads, N)
    public let probabilities: Tensor
    /// Stage 4: the Values weighted by the probabilities. (heads, d)
    public let weightedSum: Tensor

    /// `query` is (1, D), `keys` and `values` (N, D), the heads side by side; the prepared ones enter the dot product.
    init(
        query: Tensor, keys: Tensor, values: Tensor, preparedQuery: Tensor, preparedKeys: Tensor, bias: Tensor?,
        headCount: Int, scale: Float
    ) {
        self.query = Self.byHead(query, headCount: headCount).reshaped(to: [headCount, query.count / headCount])
        self.keys = Self.byHead(keys, headCount: headCount)
        self.values = Self.byHead(values, headCount: headCount)
        scores = Self.scores(
            query: Self.byHead(preparedQuery, headCount: headCount),
            keys: Self.byHead(preparedKeys, headCount: headCount), scale: scale, bias: bias)
        probabilities = Self.softmax(scores)
        weightedSum = Self.weightedSum(probabilities, of: self.values)
    }

    /// (N, heads · d) → (heads, N, d)
    private static func byHead(_ vectors: Tensor, headCount: Int) -> Tensor {
        let (count, channels) = (vectors.shape[0], vectors.shape[1])
        let dimension = channels / headCount
        return Tensor([headCount, count, dimension]) { output in
            let input = vectors.span
            for head in 0..<headCount {
                for token in 0..<count {
                    for channel in 0..<dimension {
                        output[(head * count + token) * dimension + channel] =
                            input[token * channels + head * dimension + channel]
                    }
                }
            }
        }
    }

    /// (heads, 1, d), (heads, N, d), (heads, 1, N) → (heads, N)
    private static func scores(query: Tensor, keys: Tensor, scale: Float, bias: Tensor?) -> Tensor {
        let (heads, count, dimension) = (keys.shape[0], keys.shape[1], keys.shape[2])
        return Tensor([heads, count]) { output in
            let (query, keys) = (query.span, keys.span)
            let biases = bias?.elements
            for head in 0..<heads {
                for token in 0..<count {
                    var sum: Double = 0
                    for channel in 0..<dimension {
                        sum +=
                            Double(query[head * dimension + channel])
                            * Double(keys[(head * count + token) * dimension + channel])
                    }
                    output[head * count + token] = Float(sum) * scale + (biases?[head * count + token] ?? 0)
                }
            }
        }
    }

    /// (heads, N) → (heads, N)
    private static func softmax(_ scores: Tensor) -> Tensor {
        let (heads, count) = (scores.shape[0], scores.shape[1])
        return Tensor([heads, count]) { output in
            let scores = scores.span
            for head in 0..<heads {
                let row = (head * count)..<((head + 1) * count)
                // The largest score is subtracted before exp, which would overflow; the quotient is the same.
                let largest = row.reduce(-Double.infinity) { max($0, Double(scores[$1])) }
                let sum = row.reduce(0) { $0 + ElementaryFunction.exponential(Double(scores[$1]) - largest) }
                for index in row {
                    output[index] = Float(ElementaryFunction.exponential(Double(scores[index]) - largest) / sum)
                }
            }
        }
    }

    /// (heads, N), (heads, N, d) → (heads, d)
    private static func weightedSum(_ probabilities: Tensor, of values: Tensor) -> Tensor {
        let (heads, count, dimension) = (values.shape[0], values.shape[1], values.shape[2])
        return Tensor([heads, dimension]) { output in
            let (probabilities, values) = (probabilities.span, values.span)
            for head in 0..<heads {
                for channel in 0..<dimension {
                    var sum: Double = 0
                    for token in 0..<count {
                        sum +=
                            Double(probabilities[head * count + token])
                            * Double(values[(head * count + token) * dimension + channel])
                    }
                    output[head * dimension + channel] = Float(sum)
                }
            }
        }
    }
}
