public import ImageDecoding
import Tensors
public import VisionTransformers

/// How evenly each patch spreads its attention: −Σ_k A_qk ln A_qk of its row over all N tokens, in nats. It goes from
/// 0, where a patch looks at one token alone, to ln N, where it looks at all alike.
///
/// Each layer asked for is computed a second time, a tile of rows at a time. Heads are fused after the entropy of each.
public struct AttentionEntropy: MapMethod {
    /// Layers and heads.
    public let maps: MapSelection

    /// A map for each layer and head of a selection.
    public init(in maps: MapSelection) { self.maps = maps }

    /// As the command's `--method` has it.
    public var name: MethodName { .entropy }
    /// One for each map.
    public var names: [MapName] { maps.names(of: name) }

    /// Every model has this.
    public func check(_ model: VisionTransformer) throws(MethodError) {}

    /// The maps of one picture.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try MethodFinding(
            maps.maps(of: patches, in: model, .entropy) { layer, grid in layer.measured(on: grid) { $0.entropies() } })
    }
}
