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
        try ModelTarget(target, of: model, textEncoder: target?.needsTextEncoder == true ? try textEncoder() : nil)
    }

    /// What similarity is asked from.
    func similarityReferences(_ queries: [MethodQuery]) throws -> [SimilarityReference] {
        try queries.map { query in
            switch query {
            case .place(let place): return .place(place)
            case .text(let text):
                return try SimilarityReference.texts([text], by: textEncoder())[0]
            }
        }
    }

    /// The decoder that lies beside the default model's weights.
    func saliencyDecoder() throws -> SaliencyDecoder { try SaliencyDecoder(checkpoint: checkpoint) }
}
