public import ImageDecoding
import Tensors
public import VisionTransformers

/// How far from itself each patch looks: d_q = Σ_k A_qk · P · ‖pos_q − pos_k‖₂ over the patches k, in pixels of what
/// the model sees, P its patch's side and pos rows and columns of the grid (Dosovitskiy et al. 2021, appendix D.7).
///
/// The attention to patches is made to sum to 1 first, which makes d a mean; without that, what goes to class and
/// register tokens counts as distance 0. Each layer asked for is computed a second time, a tile of rows at a time.
/// Heads are fused after the distance of each.
public struct AttentionDistance: MapMethod {
    /// Layers and heads.
    public let maps: MapSelection
    /// Whether the attention to patches is made to sum to 1.
    public let isRenormalized: Bool

    /// A map for each layer and head of a selection.
    public init(in maps: MapSelection, renormalized: Bool = true) {
        self.maps = maps
        isRenormalized = renormalized
    }

    /// As the command's `--method` has it.
    public var name: MethodName { .distance }
    /// One for each map.
    public var names: [MapName] { maps.names(of: name) }
    /// Whether distances are renormalised.
    public var facts: [String: String] { ["renormalized": "\(isRenormalized)"] }

    /// Every model has this.
    public func check(_ model: VisionTransformer) throws(MethodError) {}

    /// The maps of one picture.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        let distances = PatchDistances(onInputOf: patches.geometry.grid).table
        return try MethodFinding(
            maps.maps(of: patches, in: model, .distance) { layer, grid in
                layer.measured(on: grid) { $0.distances(distances, renormalized: isRenormalized) }
            })
    }
}
