import Tensors

/// Where the tokens of one picture are, for what depends on it within the blocks.
struct TokenPlaces: Sendable {
    /// Rows of patches.
    let rows: Int
    /// Columns of patches.
    let columns: Int
    /// Tokens in front of the patches.
    let prefixCount: Int
    /// By which Queries and Keys are turned, in families that do.
    let rotary: RotaryTable?
    /// By which gradients of those are turned back, on the way back.
    private(set) var rotaryInverse: RotaryTable?

    var tokenCount: Int { prefixCount + rows * columns }

    /// For a backward pass.
    func withRotaryInverse() -> TokenPlaces {
        var copy = self
        copy.rotaryInverse = rotary?.inverse
        return copy
    }
}

/// What is added to the scores of the tokens of one picture, or of one text.
enum PlacedBias: Sendable {
    /// A relative position bias on a picture's grid.
    case relative(RelativePositionBias, TokenPlaces)
    /// −∞ for every Key behind its Query: a token of a text sees those before it and itself.
    case causal(tokenCount: Int)

    /// → (heads, tokens.count, N), or (1, tokens.count, N) where all heads have the same
    func rows(of tokens: [Int], in workspace: Workspace) -> Tensor {
        switch self {
        case .relative(let bias, let places):
            return bias(of: tokens, rows: places.rows, columns: places.columns, in: workspace)
        case .causal(let count):
            return Tensor([1, tokens.count, count], in: workspace) { output in
                for (place, query) in tokens.enumerated() {
                    for key in 0..<count { output[place * count + key] = key > query ? -.infinity : 0 }
                }
            }
        }
    }
}
