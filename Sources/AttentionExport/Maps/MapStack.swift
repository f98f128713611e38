public import AttentionMaps
public import ImageDecoding

/// The maps of one picture as one array: (layers, heads, rows, columns) of float32, the values as the maps have them.
public struct MapStack: Sendable, Equatable {
    /// Layer by layer, in a layer head by head, row by row.
    public let values: [Float]
    /// Where all the maps lie on the original.
    public let geometry: PatchGeometry
    /// The layers of the first axis, counted from 0; nil for methods that have none.
    public let layers: [Int?]
    /// What the second axis shows, the same in every layer: heads, or what was made of them.
    public let sources: [AttentionMap.Source]

    /// From maps in the array's order.
    ///
    /// Throws `noMaps`, or `unequalMaps` if a map has another geometry than the first, or a layer other heads.
    public init(_ maps: [AttentionMap]) throws(ExportError) {
        guard let first = maps.first else { throw .noMaps }
        let sources = maps.prefix { $0.layer == first.layer }.map(\.source)
        for (index, map) in maps.enumerated() {
            let layerStart = maps[index / sources.count * sources.count]
            try Self.expect(map.geometry, first.geometry, map)
            guard map.source == sources[index % sources.count], map.layer == layerStart.layer else {
                throw .unequalMaps(
                    found: map.label, expected: "the heads of layer \(first.layer ?? 0) in the order they have there")
            }
        }
        guard maps.count % sources.count == 0 else {
            throw .unequalMaps(
                found: "\(maps.count) maps", expected: "the same \(sources.count) of every layer")
        }
        values = maps.flatMap(\.values)
        geometry = first.geometry
        self.sources = sources
        layers = stride(from: 0, to: maps.count, by: sources.count).map { maps[$0].layer }
    }

    /// Layers, heads, rows, columns.
    public var shape: [Int] { [layers.count, sources.count, geometry.grid.rows, geometry.grid.columns] }

    private static func expect(
        _ found: PatchGeometry, _ expected: PatchGeometry, _ map: AttentionMap
    ) throws(ExportError) {
        guard found != expected else { return }
        throw .unequalMaps(
            found: "\(found.grid.rows)×\(found.grid.columns) patches of a picture of \(found.original) (\(map.label))",
            expected: "\(expected.grid.rows)×\(expected.grid.columns) patches of one of \(expected.original)")
    }
}
