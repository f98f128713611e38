public import ImageDecoding
import Tensors
public import VisionTransformers

/// The gradient rollout of the vit-explain repository (J. Gildenblat 2020, `vit_grad_rollout.py`), as it is published.
///
/// F = ReLU(mean over heads of A ⊙ ∂y/∂A): the mean comes first, unlike relevance's. The ⌊ratio · N²⌋ smallest of the
/// whole matrix become 0, whichever they are. a = (F + I) ⁄ 2, each column j of it divided by the sum of *row* j, for
/// want of `keepdim`. R ← aR from the first layer to the last, and the map is the class row of R less the prefix
/// tokens, over its largest value. And as hooks meet gradients on the way back and attention on the way forth, layer
/// l's attention is multiplied by the gradient of layer L − 1 − l. The last of these is surely no intention, but it is
/// what people compare with; `relevance` is the method that the mathematics stands behind.
///
/// Where nothing is left of the class row, as can be where the output is not read from the class token, vit-explain
/// divides by 0; here that is `MethodError.nothingFound`.
///
/// The class row is r ← ra from the last layer to the first, so that N×N products are not needed. The limit of what is
/// discarded is found by counting, in two more passes over rows that are computed again (`DiscardThreshold`). Cost: two
/// forward passes and a backward pass, and every probability and its gradient thrice; O(L·N·D) memory.
public struct GradientRollout: MapMethod {
    /// What the gradient is of.
    public let target: ModelTarget
    /// The share of a layer's N² values that is discarded.
    public let discardRatio: Double

    /// Nine tenths are discarded unless told otherwise, as there.
    public init(of target: ModelTarget, discardRatio: Double = 0.9) {
        precondition((0..<1).contains(discardRatio), "a discard ratio of \(discardRatio)")
        self.target = target
        self.discardRatio = discardRatio
    }

    /// `gradient-rollout`
    public var name: MethodName { .gradientRollout }

    /// A single map, which has neither layer nor head.
    public var names: [MapName] { [MapName(method: name)] }

    /// Target and discard ratio.
    public var facts: [String: String] {
        ["target": target.target.description, "discard_ratio": "\(discardRatio)"]
    }

    /// There has to be a class token, whose row it is, and what the target is of.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        guard model.hasClassAttention, !model.probeIsClassToken else {
            throw .notWithThisModel(name, needs: "a class token", instead: "--method relevance")
        }
        try target.checkGradients(of: model, for: name)
    }

    /// The map of one picture; `nothingFound` where everything was discarded.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let attention = try MethodError.wrapping { () throws(EncodingError) in
            try model.encode(patches, recording: .queriesAndKeys())
        }.attention.layers.compactMap(\.projections)
        // The last layer first, as vit-explain's hooks have them: beside the attention from the first layer on.
        var gradients: [ProbabilityGradients] = []
        try target.differentiate(patches, in: model) { _ in
        } visiting: {
            gradients.append($0.keptProbabilityGradients())
        }
        var row = [Double](repeating: 0, count: model.prefixTokenCount + patches.geometry.grid.count)
        row[0] = 1
        for (attention, gradients) in zip(attention, gradients).reversed() {
            let (former, step) = (row, GradientRolloutStep(attention: attention, gradients: gradients))
            row = try MethodError.wrapping { () throws(EncodingError) in
                try step.propagated(former, discardRatio: discardRatio)
            }
        }
        let largest = row.dropFirst(model.prefixTokenCount).max() ?? 0
        guard largest > 0 else {
            throw .nothingFound(name, "nothing of the class token's row is left of what the discard ratio keeps")
        }
        return MethodFinding([
            AttentionMap(
                tokens: row.map { $0 / largest }, after: model.prefixTokenCount, on: patches, by: name)
        ])
    }
}
