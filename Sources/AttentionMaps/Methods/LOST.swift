public import ImageDecoding
package import Tensors
public import VisionTransformers

/// LOST (Siméoni et al. 2021, "Localizing Objects with Self-Supervised Transformers and no Labels"): the object as the
/// patches whose Keys resemble those of the patch that resembles the fewest.
///
/// With G = KKᵀ of the patches' last-layer Keys, all heads side by side and not normalised (valeoai/LOST,
/// `object_discovery.py`):
///
/// - a patch's degree is the number of others with G_pq > 0; the seed p* is the patch of the least degree;
/// - S are those of the `expansion` patches of least degree with G_p*s > 0, the seed among them;
/// - a patch is marked where Σ_{s∈S} G_sp > 0; the mask is the marked patches connected to the seed over edges.
///
/// Attention is the same whatever vector is added to all Keys, so that a model's may have any mean. DINO's, which the
/// paper has, is small; in DINOv2 it is so large that every product of a picture is positive, and the paper's own
/// method marks every patch. Unless told otherwise the Keys' mean is subtracted first.
///
/// Of equal degrees the patch with the lower number comes first, where the paper's code leaves it to its sort. The box
/// is the mask's. Costs N²·D products, made a tile at a time: no N×N number is kept. Works with every model.
public struct LOST: MapMethod {
    /// How many patches of least degree the seed is expanded among; the paper's k.
    public var expansion: Int
    /// Whether the Keys' mean over the patches is subtracted; false for the paper's own.
    public var centersKeys: Bool

    /// With the paper's k = 100.
    public init(expansion: Int = 100, centersKeys: Bool = true) {
        precondition(expansion >= 1, "a seed is expanded among at least itself")
        self.expansion = expansion
        self.centersKeys = centersKeys
    }

    /// See `MethodName`.
    public var name: MethodName { .lost }

    /// One drawing: the mask with its box.
    public var names: [MapName] { [MapName(method: name)] }

    /// How many patches, of which Keys.
    public var facts: [String: String] {
        ["expansion": "\(expansion)", "keys": centersKeys ? "centered" : "as they are"]
    }

    /// Every model has Keys.
    public func check(_ model: VisionTransformer) throws(MethodError) {}

    /// The mask over the patches, and its box in pixels of the original.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        let keys = try MethodError.wrapping { () throws(EncodingError) in
            try model.patchKeys(of: patches, centered: centersKeys)
        }
        guard let result = located(in: keys, on: patches.geometry.grid) else {
            throw .nothingFound(
                name, "no patch stands out: each of them resembles \(centersKeys ? "as many" : "all") others")
        }
        return try MethodFinding(objectIn: result.mask, at: patches.geometry, by: name)
    }

    /// What is found on the way to the mask.
    package struct Located: Equatable {
        /// The patch that resembles the fewest.
        package let seed: Int
        /// Of each patch.
        package let degrees: [Int]
        /// The patches marked.
        package let mask: ObjectMask
    }

    /// (N, D), patches alone; nil where all patches have one degree, so that nothing tells a seed.
    package func located(in keys: Tensor, on grid: PatchGrid) -> Located? {
        let count = grid.count
        let sums = VectorAffinity(keys).sums(of: [Double](repeating: 1, count: count), above: 0)
        let hasLength = (0..<count).map { patch in keys.product(of: patch, with: keys.row(patch)) > 0 }
        // Without the patch itself.
        let degrees = sums.indices.map { Int(sums[$0]) - (hasLength[$0] ? 1 : 0) }
        let ascending = degrees.indices.sorted { (degrees[$0], $0) < (degrees[$1], $1) }
        guard let seed = ascending.first, let last = ascending.last, degrees[seed] < degrees[last], hasLength[seed]
        else { return nil }
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
