public import ImageDecoding
import Tensors
public import VisionTransformers

/// How much attention each patch receives: the mean of its column of A over the Queries of all N tokens, class and
/// register tokens among them.
///
/// All tokens rather than patches alone, since those in front ask like any other; the mean over the Queries of patches
/// is `TokenAttention` from `QueryPlace.patchMean`. A model without class token has it as well. The values of all
/// tokens sum to 1 in each head; those of a map sum to what does not go to tokens in front.
///
/// Each layer asked for is computed a second time: without any probability in memory where heads are averaged, a tile
/// of rows at a time where they are not. Heads are fused by max or min after the mean over Queries.
public struct ReceivedAttention: MapMethod {
    /// Layers and heads.
    public let maps: MapSelection

    /// A map for each layer and head of a selection.
    public init(in maps: MapSelection) { self.maps = maps }

    /// As the command's `--method` has it.
    public var name: MethodName { .received }
    /// One for each map.
    public var names: [MapName] { maps.names(of: name) }

    /// Every model has this.
    public func check(_ model: VisionTransformer) throws(MethodError) {}

    /// The maps of one picture.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try MethodFinding(maps.maps(of: patches, in: model, .received, rows: rows))
    }

    private func rows(of layer: LayerProjections, on grid: PatchGrid) -> [[Float]] {
        let tokens = layer.tokenCount
        guard maps.fusion == .mean else {
            return layer.meanRows(of: 0..<tokens).map { Array($0.suffix(grid.count)) }
        }
        var result = [Double](repeating: 0, count: tokens)
        layer.propagate(weights: [Double](repeating: 1 / Double(tokens), count: tokens), into: &result)
        // The mean of all heads already; of as many equal rows it is the same again.
        return [result.suffix(grid.count).map { Float($0) }]
    }
}
