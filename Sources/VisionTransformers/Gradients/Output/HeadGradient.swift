package import Tensors

/// What a target's gradient is at the tokens after the last block, and how it was read from them.
package struct HeadGradient: Sendable {
    /// What the backward pass through the blocks begins with.
    package let output: OutputGradient
    /// The tokens that the output is read from.
    package let reading: OutputReading
}

/// How much of an output is read from each token after the last block: where methods that walk back begin.
package enum OutputReading: Sendable {
    /// A weight for each token, their sum 1: of the class token, of the mean of the patches, or of both.
    case tokens([Double])
    /// By the probe of an attention pooling: its probabilities and their gradients, (heads, N) each.
    case probe(probabilities: Tensor, gradients: Tensor)
}

/// Gradients at some of the tokens, zero at the others.
struct TokenGradients {
    /// Ascending.
    let rows: [Int]
    /// (rows.count, D), row by row.
    let values: [Double]

    /// The same for each of these tokens: of their mean, or of one.
    init(ofMean rows: Range<Int>, _ gradient: [Double]) {
        self.rows = Array(rows)
        let share = gradient.map { $0 / Double(rows.count) }
        values = rows.flatMap { _ in share }
    }

    init(rows: [Int], values: [Double]) {
        self.rows = rows
        self.values = values
    }

    /// Other tokens behind these.
    func followed(by other: TokenGradients) -> TokenGradients {
        TokenGradients(rows: rows + other.rows, values: values + other.values)
    }

    /// From behind a norm to before it, where its input was `tokens`. (N, D)
    func before(_ norm: LayerNorm, of tokens: Tensor) -> TokenGradients {
        let channels = tokens.shape[1]
        var result: [Double] = []
        result.reserveCapacity(values.count)
        for (place, row) in rows.enumerated() {
            let gradient = Array(values[place * channels..<(place + 1) * channels])
            result += norm.inputGradient(of: gradient, at: tokens.row(row))
        }
        return TokenGradients(rows: rows, values: result)
    }

    /// (rows.count, D)
    func tensor(in workspace: Workspace) -> Tensor {
        Tensor(values.map { Float($0) }, shape: [rows.count, values.count / rows.count], in: workspace)
    }
}

extension Tensor {
    /// One row of a matrix, in double.
    func row(_ row: Int) -> [Double] {
        let (columns, span) = (shape[1], span)
        return (row * columns..<(row + 1) * columns).map { Double(span[$0]) }
    }
}
