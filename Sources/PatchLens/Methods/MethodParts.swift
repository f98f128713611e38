import AttentionMaps
public import Checkpoints
import Synchronization
public import VisionTransformers

/// What methods are made of: a model, and what lies beside it in its checkpoint, read when first asked for.
public final class MethodParts: Sendable {
    /// The model.
    public let model: VisionTransformer
    private let checkpoint: Checkpoint
    private let encoder = Mutex<CLIPTextEncoder?>(nil)

    /// The parts of a model of this checkpoint.
    public init(of model: VisionTransformer, from checkpoint: Checkpoint) {
        self.model = model
        self.checkpoint = checkpoint
    }

    /// CLIP's text encoder, which is the same for all texts of a run.
    func textEncoder() throws -> CLIPTextEncoder {
        try encoder.withLock { encoder in
            if let encoder { return encoder }
            let loaded = try CLIPTextEncoder(checkpoint: TextCheckpoint(besides: checkpoint))
            encoder = loaded
            return loaded
        }
    }

    /// A target of gradients as one of this model.
    func modelTarget(_ target: GradientTarget?) throws -> ModelTarget {
        // A model that shares no space with texts is said to be one, before a text encoder is looked for.
        let needsEncoder = target?.needsTextEncoder == true && model.projectionSize != nil
        return try ModelTarget(target, of: model, textEncoder: needsEncoder ? try textEncoder() : nil)
    }

    /// What similarity is asked from.
    func similarityReferences(_ queries: [MethodQuery]) throws -> [SimilarityReference] {
        try queries.map { query in
            switch query {
            case .place(let place): return .place(place)
            case .text(let text):
                guard model.projectionSize != nil else {
                    throw MethodError.notWithThisModel(
                        .similarity, needs: "a space that pictures and texts share",
                        instead: "--query X,Y, class or mean")
                }
                return try SimilarityReference.texts([text], by: textEncoder())[0]
            }
        }
    }

    /// The decoder that lies beside the default model's weights.
    func saliencyDecoder() throws -> SaliencyDecoder { try SaliencyDecoder(checkpoint: checkpoint) }
}
