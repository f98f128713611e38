public import ImageDecoding
import Tensors
public import VisionTransformers

/// Attention rollout from the class token to the patches, by the paper or by the code that most people mean by it.
///
/// By the paper (Abnar and Zuidema 2020) a layer hands on half of a token by its residual connection and half by its
/// attention A, heads fused: R = Â_L ⋯ Â₁ with Â = ½I + ½A, of which the class row is the map. The vit-explain
/// repository (Gildenblat, `vit_rollout.py`) first sets to zero the smallest values of each layer's N×N fused
/// attention, all but that of the class token for itself, then makes it (F + I) / 2 and divides by the rows' sums, and
/// at last divides the map by its largest value. Its division lacks `keepdims`: column j is divided by row j's sum,
/// which `vitExplainFixed` mends.
///
/// Plain rollout by mean costs one product of a row vector and the attention a layer, within 1.15 of a forward pass at
/// 224² and 1.5 at 1036². Other fusions compute the attention once more and look at every head; a discard ratio
/// computes it three times more. Memory is O(L·N·D) for all. With registers the map's largest value is that of patches
/// alone; the published code would not have taken such a model.
public struct AttentionRollout: MapMethod {
    /// Whose rollout it is.
    public enum Rule: Sendable, Hashable, CaseIterable {
        /// Abnar and Zuidema's. With a discard ratio, what is left of each row is made to sum to 1 again.
        case paper
        /// vit-explain's, as it is.
        case vitExplain
        /// vit-explain's, rows divided by their own sums.
        case vitExplainFixed
    }

    /// Whose rollout it is.
    public let rule: Rule
    /// How the heads of a layer become one matrix. The paper takes the mean.
    public let fusion: HeadFusion
    /// The part of each layer's values that is set to zero, the smallest ones: 0 up to but not 1.
    public let discardRatio: Double

    /// - Parameter discardRatio: nil for the rule's own: 0 in the paper, and 0.9 in vit-explain.
    public init(by rule: Rule = .paper, fusing fusion: HeadFusion = .mean, discardRatio: Double? = nil) {
        self.rule = rule
        self.fusion = fusion
        self.discardRatio = discardRatio ?? (rule == .paper ? 0 : 0.9)
        precondition((0..<1).contains(self.discardRatio), "a discard ratio of \(self.discardRatio)")
    }

    /// By the rule.
    public var name: MethodName {
        switch rule {
        case .paper: .rollout
        case .vitExplain: .rolloutVitExplain
        case .vitExplainFixed: .rolloutVitExplainFixed
        }
    }

    /// A single map, which has neither layer nor head.
    public var names: [MapName] { [MapName(method: name)] }

    /// Head fusion and discard ratio.
    public var facts: [String: String] { ["head_fusion": fusion.rawValue, "discard_ratio": "\(discardRatio)"] }

    /// Refuses models in which nothing gathers what the picture as a whole is about.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        guard model.hasClassAttention else {
            throw .notWithThisModel(
                name, needs: "a class token", instead: "--method received or --method attention --query mean")
        }
    }

    /// The map of one picture; `nothingFound` where everything was discarded.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let row = try MethodError.wrapping { () throws(EncodingError) in try classRow(of: patches, in: model) }
        let values = Array(row.dropFirst(model.prefixTokenCount))
        let map = AttentionMap(
            values: try normalized(values), geometry: patches.geometry, layer: nil, source: .method(name.rawValue))
        return MethodFinding([map])
    }

    /// Rows of a mean sum to 1, so that without anything discarded all three rules are the paper's.
    private var isPlain: Bool { discardRatio == 0 && (rule == .paper || fusion == .mean) }

    private func classRow(
        of patches: Patches, in model: VisionTransformer
    ) throws(EncodingError) -> [Float] {
        if isPlain {
            let trace = try model.encode(patches, recording: Rollout.recording(of: model)).attention
            return try Rollout(fusion: fusion, query: 0)(trace.layers)
        }
        let trace = try model.encode(patches, recording: DiscardingRollout.recording(of: model)).attention
        return try DiscardingRollout(rule: rule, fusion: fusion, ratio: discardRatio)(trace.layers).map { Float($0) }
    }

    /// vit-explain divides by the largest value; where everything was discarded there is none.
    private func normalized(_ values: [Float]) throws(MethodError) -> [Float] {
        guard rule != .paper else { return values }
        guard let largest = values.max(), largest > 0 else {
            throw .nothingFound(name, "nothing from the patches to the class token is left at this discard ratio")
        }
        return values.map { $0 / largest }
    }
}
