import Checkpoints
import ImageDecoding

/// Whose attention: the token that asks.
public enum AttentionQuery: Sendable, Hashable {
    /// The class token, which gathers what the picture as a whole is about; in a model without, the probe of its
    /// attention pooling (SigLIP).
    case classToken
    /// The patch at this place of the grid.
    case patch(row: Int, column: Int)
    /// Every token: N×N probabilities a head, which is gigabytes at high resolution.
    case everyToken

    /// The tokens' numbers in the sequence: prefix tokens first, then patches row by row.
    func tokens(
        in grid: PatchGrid, prefix: ModelConfiguration.PrefixTokens
    ) throws(EncodingError) -> [Int] {
        switch self {
        case .classToken:
            guard prefix.hasClassToken else { throw .noClassToken }
            return [0]
        case .patch(let row, let column):
            guard (0..<grid.rows).contains(row), (0..<grid.columns).contains(column) else {
                throw .noSuchPatch(row: row, column: column, grid: grid)
            }
            return [prefix.count + row * grid.columns + column]
        case .everyToken:
            return Array(0..<(prefix.count + grid.count))
        }
    }
}
