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

    /// The heads whose attention has to be kept for these maps.
    public var recordedHeads: HeadSelection {
        if case .some(let heads) = heads { .some(heads) } else { .all }
    }

    /// How heads become one map, if they do.
    public var fusion: HeadFusion? {
        if case .fused(let fusion) = heads { fusion } else { nil }
    }

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

    /// The maps of one picture by a method, layer by layer, and head by head in each.
    public func names(of method: MethodName = .attention, query: String? = nil) -> [MapName] {
        layers.flatMap { layer in
            headNames.map { MapName(method: method, query: query, layer: layer, head: $0) }
        }
    }
}
