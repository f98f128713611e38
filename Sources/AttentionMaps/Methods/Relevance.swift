public import ImageDecoding
import Tensors
public import VisionTransformers

/// Relevance (Chefer, Gur and Wolf, "Generic attention-model explainability for interpreting bi-modal and
/// encoder-decoder transformers", ICCV 2021): which patches the target hangs on, through all layers.
///
/// Ā = mean over heads of ReLU(∂y/∂A ⊙ A) in each layer, and R ← R + ĀR from the identity, first layer to last; the map
/// is the row of R that the output is read from. That row alone is r ← r + rĀ from the last layer to the first, which
/// is the order in which a backward pass meets the layers: nothing N×N is kept, and no N×N×N product is made.
///
/// The row begins where the target reads its tokens:
/// - at the class token, as in the paper;
/// - for the mean of the patches, at all of them equally; for two parts (DINOv2's classifier reads class token and
///   mean, DeiT's both tokens), at each by half;
/// - for attention pooling (SigLIP), with the probe's own mean of ReLU(∂y/∂p ⊙ p): a probe is no token, and has no
///   residual connection to the tokens that it reads.
///
/// Rows are not normalised: what a map's values say is their ratio. Cost: a forward and a backward pass, whose walk
/// through the attention's tiles has the product rĀ with it; O(L·N·D) memory.
public struct Relevance: MapMethod {
    /// Which layers have a part in it.
    public enum Layers: String, Sendable, Hashable, CaseIterable {
        /// As published: all, and for a text the last, as the authors' notebook for CLIP has it.
        case published
        /// All of them.
        case all
        /// The last alone: the probe's attention where the output is read by an attention pooling.
        case last
    }

    /// What it is relevance for.
    public let target: ModelTarget
    /// Which layers have a part in it.
    public let layers: Layers

    /// As published unless told otherwise.
    public init(of target: ModelTarget, in layers: Layers = .published) {
        self.target = target
        self.layers = layers
    }

    /// `relevance`
    public var name: MethodName { .relevance }

    /// A single map, which has neither layer nor head.
    public var names: [MapName] { [MapName(method: name)] }

    /// Target, and which layers have a part in it.
    public var facts: [String: String] {
        ["target": target.target.description, "layers": isOfLastLayer ? "last" : "all"]
    }

    var isOfLastLayer: Bool { layers == .last || layers == .published && target.isText }

    /// The model has to have what the target is of.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        try target.checkGradients(of: model, for: name)
    }

    /// The map of one picture; `nothingFound` where it would be blank.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        var row: [Double] = []
        var isDone = false
        try target.differentiate(patches, in: model, downTo: isOfLastLayer ? model.layerCount - 1 : 0) { reading in
            row = reading.relevance
            isDone = isOfLastLayer && reading.isProbe
        } visiting: { layer in
            guard !isDone else { return }
            let weights = row
            layer.propagateRelevance(weights: weights, into: &row)
        }
        guard row.dropFirst(model.prefixTokenCount).contains(where: { $0 > 0 }) else {
            throw .nothingFound(name, "no patch speaks for \(target.target)")
        }
        return MethodFinding([
            AttentionMap(tokens: row, after: model.prefixTokenCount, on: patches, by: name)
        ])
    }
}

extension OutputReading {
    /// Whether the probe of an attention pooling reads.
    var isProbe: Bool {
        if case .probe = self { true } else { false }
    }

    /// The row that relevance begins with: what is read of each token,
    /// or the probe's mean over heads of ReLU(∂y/∂p ⊙ p).
    fileprivate var relevance: [Double] {
        switch self {
        case .tokens(let weights): return weights
        case .probe(let probabilities, let gradients):
            let (heads, count) = (probabilities.shape[0], probabilities.shape[1])
            let (p, slopes) = (probabilities.span, gradients.span)
            return (0..<count).map { token in
                (0..<heads).reduce(0) { sum, head in
                    sum + max(0, Double(p[head * count + token]) * Double(slopes[head * count + token]))
                } / Double(heads)
            }
        }
    }
}
