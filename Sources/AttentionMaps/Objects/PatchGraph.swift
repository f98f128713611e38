import Tensors

/// TokenCut's graph of patches, by what it does to vectors.
struct PatchGraph {
    private let affinity: VectorAffinity
    private let threshold: Float
    private let weakWeight: Double
    private let workspace: Workspace
    /// √ of each patch's weights summed, the weight to itself included.
    private let rootDegrees: [Double]
    /// Whether some patches are joined to others and some are not: else every vector is an eigenvector.
    let isDivided: Bool

    /// (N, D)
    init(keys: Tensor, threshold: Float, weakWeight: Double) {
        // The cosine of two rows is then their product.
        affinity = VectorAffinity(keys.normalizedPerHead(headCount: 1))
        workspace = keys.workspace
        self.threshold = threshold
        self.weakWeight = weakWeight
        let count = keys.shape[0]
        let ones = [Double](repeating: 1, count: count)
        let joined = affinity.sums(of: ones, above: threshold)
        let edges = joined.reduce(0, +)
        isDivided = edges > Double(count) && edges < Double(count) * Double(count)
        rootDegrees = joined.map { ((1 - weakWeight) * $0 + weakWeight * Double(count)).squareRoot() }
    }

    /// y of the second smallest λ, yᵀDy = 1, and how many products with E it took; nil if it does not converge.
    /// It ends early, and is nil, when the time of the Keys' workspace is over.
    func secondEigenvector() -> (vector: [Double], products: Int)? {
        let length = LanczosSolver.length(rootDegrees)
        var solver = LanczosSolver(
            dimension: rootDegrees.count, excluded: [rootDegrees.map { $0 / length }], start: start)
        solver.isOver = { workspace.isOverdue }
        var products = 0
        let pairs = try? solver.largest(1) { vector in
            products += 1
            return normalizedProduct(with: vector)
        }
        guard let second = pairs?.first else { return nil }
        return (zip(second.vector, rootDegrees).map { $0 / $1 }, products)
    }

    /// Objects are less joined than what is around them: how far each patch's degree is from the mean, and a little of
    /// everything, lest the eigenvector be missed where degrees say nothing.
    private var start: [Double] {
        let mean = rootDegrees.reduce(0, +) / Double(rootDegrees.count)
        let distances = rootDegrees.map { $0 - mean }
        let scale = 0.1 * (distances.map(abs).max() ?? 0)
        return zip(distances, LanczosSolver.numbers(distances.count, seed: 0)).map { $0 + (scale > 0 ? scale : 1) * $1 }
    }

    /// D^−½ E D^−½ x
    private func normalizedProduct(with vector: [Double]) -> [Double] {
        let scaled = zip(vector, rootDegrees).map { $0 / $1 }
        let weak = weakWeight * scaled.reduce(0, +)
        let joined = affinity.sums(of: scaled, above: threshold)
        return zip(joined, rootDegrees).map { ((1 - weakWeight) * $0 + weak) / $1 }
    }
}
