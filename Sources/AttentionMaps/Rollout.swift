public import ImageDecoding
import Tensors
public import VisionTransformers

/// Attention rollout (Abnar and Zuidema 2020): how much of each patch reaches the class token through all layers, if
/// every layer hands on half of a token by its residual connection and half by its attention.
///
/// The paper multiplies N×N matrices: R = Â_L ⋯ Â₁ with Â = ½I + ½A, A the heads fused and its rows summing to 1. Only
/// one row of R is looked at, and that row is r ← ½r + ½rA from the last layer to the first, beginning with the class
/// token's unit row. A is never whole in memory: its rows come in tiles from the stored Q and K, which makes it
/// O(L·N·D) memory instead of O(L·N²).
struct Rollout {
    let fusion: HeadFusion
    let query: Int

    /// As many rows of A as keep a tile of all heads near the second-level cache's size at usual grids.
    private static let rowsInTile = 64

    /// Layers in the encoder's order. → the row over all N tokens
    func callAsFunction(_ layers: [LayerProjections]) -> [Float] {
        let tokenCount = layers.first?.keys.shape[0] ?? 0
        var row = [Double](repeating: 0, count: tokenCount)
        row[query] = 1
        for layer in layers.reversed() { row = propagated(row, through: layer) }
        return row.map { Float($0) }
    }

    /// ½r + ½rA. The first step has a single nonzero weight; rows that weigh nothing are not computed.
    private func propagated(_ row: [Double], through layer: LayerProjections) -> [Double] {
        let halves = row.map { $0 / 2 }
        var result = halves
        for start in stride(from: 0, to: row.count, by: Self.rowsInTile) {
            let tile = start..<min(start + Self.rowsInTile, row.count)
            guard tile.contains(where: { row[$0] != 0 }) else { continue }
            // The mean's rows sum to 1 already; those of max and min are made to.
            layer.probabilities(of: tile).propagate(
                weights: halves[tile], fusing: fusion.operation, into: &result)
        }
        return result
    }
}

extension VisionTransformer {
    /// Attention rollout (Abnar and Zuidema 2020) from the class token to the patches.
    ///
    /// Values are the class row of the rolled-out attention; like the attention of one layer they are not renormalised
    /// over the patches. Memory grows with the number of tokens, not its square.
    ///
    /// - Parameters:
    ///   - patches: from `patches(of:shortSide:)`.
    ///   - fusion: how the heads of a layer become one matrix; the paper takes the mean.
    public func rollout(on patches: Patches, fusing fusion: HeadFusion = .mean) throws(EncodingError) -> AttentionMap {
        guard prefixTokenCount > 0 else { throw .noClassToken }
        let trace = try encode(patches, recording: .queriesAndKeys()).attention
        let row = Rollout(fusion: fusion, query: 0)(trace.layers.compactMap(\.projections))
        return AttentionMap(
            values: Array(row.dropFirst(prefixTokenCount)), geometry: patches.geometry, layer: nil,
            source: .method("rollout"))
    }
}
