import ArgumentParser
import PatchLens

/// What the encoder is asked to keep while it is measured.
enum BenchmarkRecording: String, CaseIterable, ExpressibleByArgument {
    /// The class token's attention in the last layer, and nothing that only the tokens after it need.
    case classLast = "class-last"
    /// The class token's attention in every layer.
    case classAll = "class-all"
    /// Rollout through all layers.
    case rollout
    /// The tokens after the final norm.
    case none

    /// Runs the encoder, and gives the map that is drawn: of several layers the last one's, of tokens none.
    func encode(_ patches: Patches, by model: VisionTransformer) throws -> AttentionMap? {
        guard let recording else { return try model.rollout(on: patches) }
        return try model.encode(patches, recording: recording).attention.maps(fusing: .mean).last
    }

    /// What `encode` cannot do without.
    func operations(of model: VisionTransformer, over grid: PatchGrid) throws -> OperationCount {
        guard let recording else { return try model.operationsOfRollout(over: grid) }
        return try model.operations(over: grid, recording: recording)
    }

    /// Nil for rollout, which knows itself what has to be kept.
    private var recording: Recording? {
        switch self {
        case .classLast: .attention()
        case .classAll: .attention(in: .all)
        case .rollout: nil
        case .none: .tokens
        }
    }
}
