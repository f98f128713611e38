public import ImageDecoding
import Tensors
public import VisionTransformers

/// LOST (Siméoni et al. 2021, "Localizing Objects with Self-Supervised Transformers and no Labels"): the object as the
/// patches whose Keys resemble those of the patch that resembles the fewest.
///
/// With G = KKᵀ of the patches' last-layer Keys, all heads side by side and not normalised, as the paper's code takes
/// them (valeoai/LOST, `object_discovery.py`):
///
/// - a patch's degree is the number of others with G_pq > 0; the seed p* is the patch of the least degree;
/// - S are those of the `expansion` patches of least degree with G_p*s > 0, the seed among them;
/// - a patch is marked where Σ_{s∈S} G_sp > 0; the mask is the marked patches connected to the seed over edges.
///
/// Of equal degrees the patch with the lower number comes first, where the paper's code leaves it to its sort. The box
/// is the mask's. Costs N²·D products, made a tile at a time: no N×N number is kept. Works with every model.
public struct LOST: MapMethod {
    /// How many patches of least degree the seed is expanded among; the paper's k.
    public var expansion: Int

    /// With the paper's k = 100.
    public init(expansion: Int = 100) {
        precondition(expansion >= 1, "a seed is expanded among at least itself")
        self.expansion = expansion
    }

    /// See `MethodName`.
    public var name: MethodName { .lost }

    /// One drawing: the mask with its box.
    public var names: [MapName] { [MapName(method: name)] }

    /// The paper's k.
    public var facts: [String: String] { ["expansion": "\(expansion)"] }

    /// Every model has Keys.
    public func check(_ model: VisionTransformer) throws(MethodError) {}

    /// The mask over the patches, and its box in pixels of the original.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        let keys = try MethodError.wrapping { () throws(EncodingError) in
            try model.patchKeys(of: patches)
        }
        guard let result = located(in: keys, on: patches.geometry.grid) else {
            throw .nothingFound(name, "all of its patches have Keys of 0")
        }
        return MethodFinding(objectIn: result.mask, at: patches.geometry, by: name)
    }

    /// What is found on the way to the mask.
    struct Located: Equatable {
        let seed: Int
        /// Of each patch.
        let degrees: [Int]
        let mask: ObjectMask
    }

    /// (N, D), patches alone; nil where the seed has no product with itself.
    func located(in keys: Tensor, on grid: PatchGrid) -> Located? {
        let count = grid.count
        let sums = VectorAffinity(keys).sums(of: [Double](repeating: 1, count: count), above: 0)
        let hasLength = (0..<count).map { patch in keys.product(of: patch, with: keys.row(patch)) > 0 }
        // Without the patch itself.
        let degrees = sums.indices.map { Int(sums[$0]) - (hasLength[$0] ? 1 : 0) }
        let ascending = degrees.indices.sorted { (degrees[$0], $0) < (degrees[$1], $1) }
        guard let seed = ascending.first, hasLength[seed] else { return nil }
        let seedKey = keys.row(seed)
        let similar = ascending.prefix(expansion).filter { keys.product(of: $0, with: seedKey) > 0 }
        // Σ_s G_sp = ⟨k_p, Σ_s k_s⟩
        var sum = [Double](repeating: 0, count: keys.shape[1])
        for patch in similar {
            for (channel, value) in keys.row(patch).enumerated() { sum[channel] += value }
        }
        let marked = (0..<count).map { keys.product(of: $0, with: sum) > 0 }
        return Located(seed: seed, degrees: degrees, mask: ObjectMask(connectedTo: seed, among: marked, on: grid))
    }
}
