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

    var tokenCount: Int { prefixCount + rows * columns }
}

/// A relative position bias on the grid of one picture.
struct PlacedBias: Sendable {
    let bias: RelativePositionBias
    let places: TokenPlaces

    /// → (heads, tokens.count, N)
    func rows(of tokens: [Int], in workspace: Workspace) -> Tensor {
        bias(of: tokens, rows: places.rows, columns: places.columns, in: workspace)
    }
}
