public import Checkpoints
public import Tensors

extension CLIPTextEncoder {
    /// The text encoder of the model of this name in the model store or the Hugging Face cache, or in this folder.
    public init(named name: String, precision: Precision = .float32) throws(ModelError) {
        try self.init(
            checkpoint: try ModelError.wrapping { () throws(CheckpointError) in try TextCheckpoint(named: name) },
            precision: precision)
    }

    /// The text encoder of a checkpoint, its weights rounded to the precision and packed.
    public init(checkpoint: TextCheckpoint, precision: Precision = .float32) throws(ModelError) {
        guard precision.isAvailable else { throw .precisionNotAvailable(precision) }
        let tokenizer = try CLIPTokenizer(checkpoint: checkpoint)
        let weights = try ModelError.wrapping { () throws(CheckpointError) in try checkpoint.openWeights() }
        self = try TextEncoderBuilder(configuration: checkpoint.configuration, weights: weights, precision: precision)
            .encoder(tokenizer: tokenizer)
    }
}
