public import VisionTransformers

extension AttentionTrace {
    /// The recorded attention as maps over the patches: layer by layer, then head by head, or one a layer when heads
    /// are fused. Values are the probabilities the softmax gave, from the Query to each patch; what the Query gives to
    /// class and register tokens is left out and not shared among the patches, so a map's sum is below 1.
    ///
    /// - Parameters:
    ///   - fusion: how heads become one map; nil for a map of each.
    ///   - query: which of the recorded Queries, by its place in `LayerTrace.queries`.
    public func maps(fusing fusion: HeadFusion? = nil, query: Int = 0) -> [AttentionMap] {
        layers.filter { !$0.queries.isEmpty }.flatMap { layer in
            let rows = layer.heads.indices.map { head in
                Array(layer.row(head: head, query: query).dropFirst(prefixTokenCount))
            }
            guard let fusion else {
                return zip(layer.heads, rows).map { head, values in map(values, layer: layer, source: .head(head)) }
            }
            return [map(fusion.fused(rows), layer: layer, source: .fused(fusion))]
        }
    }

    private func map(_ values: [Float], layer: LayerTrace, source: AttentionMap.Source) -> AttentionMap {
        AttentionMap(values: values, geometry: geometry, layer: layer.layer, source: source)
    }
}
