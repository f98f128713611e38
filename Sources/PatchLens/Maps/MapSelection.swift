public import VisionTransformers

/// Which maps are made of every picture, with a model's own numbers for its layers and heads.
///
/// It is known before any picture is read, and before the weights are: it decides how outputs are named.
public struct MapSelection: Sendable, Equatable {
    /// Ascending, each once, counted from 0.
    public let layers: [Int]
    /// What each layer gives; the heads of `some` ascending, each once.
    public let heads: HeadChoice
    /// What the heads are called in an output's name.
    private let headNames: [String]

    /// Resolves `all`, `each` and layers counted from the end; a number the model does not have is an error.
    public init(
        layers: LayerSelection, heads: HeadChoice, layerCount: Int, headCount: Int
    ) throws(EncodingError) {
        self.layers = try layers.resolved(layerCount: layerCount)
        switch heads {
        case .fused(let fusion):
            self.heads = heads
            headNames = [fusion.rawValue]
        case .each:
            self.heads = heads
            headNames = (0..<headCount).map(String.init)
        case .some(let numbers):
            let resolved = try HeadSelection.some(numbers).resolved(headCount: headCount)
            self.heads = .some(resolved)
            headNames = resolved.map(String.init)
        }
    }

    /// The maps of one picture, layer by layer, and head by head in each.
    public var names: [MapName] {
        layers.flatMap { layer in headNames.map { MapName(layer: layer, head: $0) } }
    }

    /// One file that holds all of them.
    var merged: MapName {
        MapName(layer: layers.count == 1 ? layers[0] : nil, head: headNames.count == 1 ? headNames[0] : nil)
    }
}
