public import ImageDecoding
import Tensors
public import VisionTransformers

/// How far the heads of every layer look, and how evenly: the figure of Dosovitskiy et al. 2021 (“An Image is Worth
/// 16×16 Words”, figure 7 right and appendix D.7) as numbers, for one picture.
public struct HeadStatistics: Sendable, Equatable {
    /// Means over the Queries of all patches of one head.
    public struct Head: Sendable, Equatable {
        /// Mean attention distance in pixels of what the model sees.
        public let inputDistance: Double
        /// The same in pixels of the upright original.
        public let originalDistance: Double
        /// Mean entropy over all tokens, in nats: 0 for heads that look at one token, ln N for those that look at all
        /// alike.
        public let entropy: Double
    }

    /// By layer and head.
    public let layers: [[Head]]
    /// The picture's outlier tokens.
    public let outliers: OutlierTokens

    /// One forward pass, and one more of every layer's attention, a tile at a time.
    ///
    /// - Parameter renormalized: whether distances are means over the attention to patches, or sums that leave out what
    ///   goes to class and register tokens.
    public init(
        of patches: Patches, by model: VisionTransformer, renormalized: Bool = true
    ) throws(EncodingError) {
        let encoding = try model.encode(patches, recording: .queriesAndKeys(in: .all).withTokenNorms())
        let geometry = patches.geometry
        let (input, original) = (PatchDistances(onInputOf: geometry.grid), PatchDistances(onOriginalOf: geometry))
        var layers: [[Head]] = []
        for case let projections? in encoding.attention.layers.map(\.projections) {
            try patches.values.workspace.checkTime()
            layers.append(
                Self.heads(of: projections, on: geometry.grid, input, original, renormalized: renormalized))
        }
        self.layers = layers
        outliers = OutlierTokens(norms: encoding, of: model)
    }

    private static func heads(
        of layer: LayerProjections, on grid: PatchGrid, _ input: PatchDistances, _ original: PatchDistances,
        renormalized: Bool
    ) -> [Head] {
        let none = [[Float]](repeating: [], count: layer.headCount)
        var (inputs, originals, entropies) = (none, none, none)
        layer.forEachPatchRows(on: grid) { patches, rows in
            inputs.append(rows.distances(input.table, renormalized: renormalized), rows: patches.count)
            originals.append(rows.distances(original.table, renormalized: renormalized), rows: patches.count)
            entropies.append(rows.entropies(), rows: patches.count)
        }
        return (0..<layer.headCount).map { head in
            Head(
                inputDistance: mean(inputs[head]), originalDistance: mean(originals[head]),
                entropy: mean(entropies[head]))
        }
    }

    private static func mean(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }
}
