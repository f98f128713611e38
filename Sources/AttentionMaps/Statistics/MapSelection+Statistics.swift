import ImageDecoding
import Tensors
import VisionTransformers

extension MapSelection {
    /// The maps of each layer's statistic, which was computed head by head.
    ///
    /// - Parameter rows: what a layer gives for the patches: a row for each of its heads, or one that is the heads'
    ///   fusion already.
    func maps(
        of patches: Patches, in model: VisionTransformer, _ quantity: AttentionMap.Quantity,
        rows: (LayerProjections, PatchGrid) -> [[Float]]
    ) throws(MethodError) -> [AttentionMap] {
        let trace = try MethodError.wrapping { () throws(EncodingError) in
            try model.encode(patches, recording: .queriesAndKeys(in: .some(layers)))
        }.attention
        var found: [AttentionMap] = []
        for layer in trace.layers {
            guard let projections = layer.projections else { continue }
            try MethodError.wrapping { () throws(EncodingError) in try patches.values.workspace.checkTime() }
            let heads = rows(projections, patches.geometry.grid)
            found += maps(ofHeads: heads, layer: layer.layer, geometry: patches.geometry)
                .map { $0.measuring(quantity) }
        }
        return found
    }

    /// A layer's maps, from the rows of all its heads over the patches.
    func maps(ofHeads rows: [[Float]], layer: Int, geometry: PatchGeometry) -> [AttentionMap] {
        func map(_ values: [Float], _ source: AttentionMap.Source) -> AttentionMap {
            AttentionMap(values: values, geometry: geometry, layer: layer, source: source)
        }
        switch heads {
        case .fused(let fusion): return [map(fusion.fused(rows), .fused(fusion))]
        case .each: return rows.indices.map { map(rows[$0], .head($0)) }
        case .some(let numbers): return numbers.map { map(rows[$0], .head($0)) }
        }
    }
}
