public import ImageDecoding
import Tensors
public import VisionTransformers

/// Attention rollout (Abnar and Zuidema 2020): how much of each patch reaches the class token through all layers, if
/// every layer hands on half of a token by its residual connection and half by its attention.
///
/// The paper multiplies N×N matrices: R = Â_L ⋯ Â₁ with Â = ½I + ½A, A the heads fused and its rows summing to 1. Only
/// one row of R is looked at, and that row is r ← ½r + ½rA from the last layer to the first, beginning with the class
/// token's unit row. The last layer's step needs that one row of attention; for the others A comes from the stored Q
/// and K and is never whole in memory, which makes it O(L·N·D) memory instead of O(L·N²).
struct Rollout {
    let fusion: HeadFusion
    let query: Int

    /// What the encoder has to keep. The probe of an attention pooling comes after the last layer, which is then one to
    /// walk through like the others.
    static func recording(of model: VisionTransformer) -> Recording {
        let walked = model.probeIsClassToken ? model.layerCount : model.layerCount - 1
        return .attention(from: .classToken, in: .last).withQueriesAndKeys(in: .some(Array(0..<walked)))
    }

    /// Layers in the encoder's order, as `recording` keeps them. → the row over all N tokens
    func callAsFunction(_ layers: [LayerTrace]) throws(EncodingError) -> [Float] {
        guard let last = layers.last else { return [] }
        var row = [Double](repeating: 0, count: last.probabilities.shape[2])
        // A probe has no residual connection: all that it has is by its attention.
        let isProbe = last.queries == [LayerTrace.probe]
        if !isProbe { row[query] = 0.5 }
        last.probabilities.propagate(weights: [isProbe ? 1 : 0.5], fusing: fusion.operation, into: &row)
        for layer in layers.dropLast().reversed() {
            guard let projections = layer.projections else { continue }
            try projections.keys.workspace.checkTime()
            row = propagated(row, through: projections)
        }
        return row.map { Float($0) }
    }

    /// ½r + ½rA
    private func propagated(_ row: [Double], through layer: LayerProjections) -> [Double] {
        let halves = row.map { $0 / 2 }
        var result = halves
        if fusion == .mean {
            layer.propagate(weights: halves, into: &result)
        } else {
            propagate(halves, through: layer, into: &result)
        }
        return result
    }

    /// Fusions that have to see the heads side by side: some rows of A at a time, made to sum to 1.
    private func propagate(_ weights: [Double], through layer: LayerProjections, into result: inout [Double]) {
        for start in stride(from: 0, to: weights.count, by: LayerProjections.rowsInTile) {
            let tile = start..<min(start + LayerProjections.rowsInTile, weights.count)
            layer.probabilities(of: tile).propagate(
                weights: weights[tile], fusing: fusion.operation, into: &result)
        }
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
        guard hasClassAttention else { throw .noClassToken }
        let trace = try encode(patches, recording: Rollout.recording(of: self)).attention
        let row = try Rollout(fusion: fusion, query: 0)(trace.layers)
        return AttentionMap(
            values: Array(row.dropFirst(prefixTokenCount)), geometry: patches.geometry, layer: nil,
            source: .method("rollout"))
    }

    /// What `rollout` cannot do without.
    package func operationsOfRollout(over grid: PatchGrid) throws(EncodingError) -> OperationCount {
        try operationsThereAndBack(over: grid, recording: Rollout.recording(of: self))
    }
}
