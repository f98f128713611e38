public import ImageDecoding
package import Tensors
public import VisionTransformers

/// TokenCut (Wang et al. 2022, "Self-Supervised Transformers for Unsupervised Object Discovery using Normalized Cut"):
/// the object as one side of the cut through the graph of patches that severs the least (Shi and Malik 2000).
///
/// Two patches are joined with weight 1 where the cosine of their last-layer Keys, all heads side by side, is above τ,
/// and with ε elsewhere; D is the diagonal of a patch's weights summed, itself included. y is the eigenvector of
/// (D − E) y = λ D y of the second smallest λ. As in the paper's code (YangtaoWANG95/TokenCut, `object_discovery.py`):
/// foreground is y > mean(y), the seed is argmax |y|, the sides are swapped if the seed is not in the foreground, and
/// the mask is the foreground's patches connected to the seed over edges.
///
/// As for `LOST`, and for its reason, the Keys' mean is subtracted first unless told otherwise: in DINOv2 the cosine of
/// any two Keys of a picture is above 0.5, and all patches would be joined.
///
/// With z = D^½ y the equation is D^−½ E D^−½ z = (1 − λ) z, whose largest eigenvector D^½ 1 is known: Lanczos's
/// iteration looks for the next. E = (1 − ε) B + ε 1 1ᵀ with B of zeros and ones, so that a product with E is one with
/// B, made again each time from the Keys: some 16 to 60 times 2·N²·D operations, and no N×N number is kept. Works with
/// every model.
public struct TokenCut: MapMethod {
    /// Above which cosine two patches are joined: the paper's τ.
    public var threshold: Float
    /// The weight between patches that are not: the paper's ε.
    public var weakWeight: Double

    /// Whether the Keys' mean over the patches is subtracted; false for the paper's own.
    public var centersKeys: Bool

    /// With the τ and ε of the paper's code.
    public init(threshold: Float = 0.2, weakWeight: Double = 1e-5, centersKeys: Bool = true) {
        precondition(weakWeight > 0 && weakWeight < 1, "weights between patches are above 0 and below 1")
        self.threshold = threshold
        self.weakWeight = weakWeight
        self.centersKeys = centersKeys
    }

    /// See `MethodName`.
    public var name: MethodName { .tokenCut }

    /// One drawing: the mask with its box.
    public var names: [MapName] { [MapName(method: name)] }

    /// τ and ε, of which Keys.
    public var facts: [String: String] {
        [
            "threshold": "\(threshold)", "weak_weight": "\(weakWeight)",
            "keys": centersKeys ? "centered" : "as they are",
        ]
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
        let cut = try cut(keys, on: patches.geometry.grid)
        return try MethodFinding(objectIn: cut.mask, at: patches.geometry, by: name)
    }

    /// What is found on the way to the mask.
    package struct Cut: Equatable {
        /// The patch of the largest |y|.
        package let seed: Int
        /// y with yᵀDy = 1, as SciPy's `eigh` has it, the foreground's side positive.
        package let eigenvector: [Double]
        /// Matrix products that it took.
        package let products: Int
        /// The foreground connected to the seed.
        package let mask: ObjectMask
    }

    /// argmax |y|. Patches that are joined with the same others have the same value but for rounding, and are not rare:
    /// of these the first.
    private static func seed(of eigenvector: [Double]) -> Int {
        let largest = eigenvector.reduce(0) { max($0, abs($1)) }
        return eigenvector.firstIndex { abs($0) >= (1 - 1e-9) * largest } ?? 0
    }

    /// (N, D), patches alone.
    package func cut(_ keys: Tensor, on grid: PatchGrid) throws(MethodError) -> Cut {
        let graph = PatchGraph(keys: keys, threshold: threshold, weakWeight: weakWeight)
        guard graph.isDivided else {
            throw .nothingFound(name, "at cosine \(threshold) its patches are all joined, or none is")
        }
        guard let second = graph.secondEigenvector() else {
            try MethodError.wrapping { () throws(EncodingError) in try keys.workspace.checkTime() }
            throw .nothingFound(name, "the eigenvector of its cut was not found to within rounding")
        }
        var eigenvector = second.vector
        let mean = eigenvector.reduce(0, +) / Double(eigenvector.count)
        var foreground = eigenvector.map { $0 > mean }
        let seed = Self.seed(of: eigenvector)
        if !foreground[seed] {
            eigenvector = eigenvector.map { -$0 }
            foreground = foreground.map { !$0 }
        }
        return Cut(
            seed: seed, eigenvector: eigenvector, products: second.products,
            mask: ObjectMask(connectedTo: seed, among: foreground, on: grid))
    }
}
