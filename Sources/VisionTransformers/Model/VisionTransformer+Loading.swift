public import Checkpoints
public import Tensors

extension VisionTransformer {
    /// The model of this name in the model store or the Hugging Face cache, or in this folder.
    ///
    /// - Parameters:
    ///   - name: `dinov2-small`, `facebook/dinov2-small`, or the path of a folder with `config.json` in it.
    ///   - precision: faster where it is less than float32, and less exact; see `Precision.isAvailable`.
    ///   - isDifferentiable: whether gradients will be asked for; see `init(checkpoint:precision:isDifferentiable:)`.
    public init(
        named name: String, precision: Precision = .float32, isDifferentiable: Bool = false
    ) throws(ModelError) {
        try self.init(
            checkpoint: try ModelError.wrapping { () throws(CheckpointError) in try Checkpoint(named: name) },
            precision: precision, isDifferentiable: isDifferentiable)
    }

    /// The model of a checkpoint, its weights rounded to the precision and packed.
    ///
    /// - Parameter isDifferentiable: whether the weights are kept the other way too, as a backward pass multiplies by
    ///   them: twice the memory, and the precision has to be float32.
    public init(
        checkpoint: Checkpoint, precision: Precision = .float32, isDifferentiable: Bool = false
    ) throws(ModelError) {
        guard precision.isAvailable else { throw .precisionNotAvailable(precision) }
        guard precision == .float32 || !isDifferentiable else { throw .gradientsNeedFloat32(precision) }
        let weights = try ModelError.wrapping { () throws(CheckpointError) in try checkpoint.openWeights() }
        let builder = ModelBuilder(
            configuration: checkpoint.configuration, weights: weights, precision: precision,
            isDifferentiable: isDifferentiable)
        self = try builder.model(
            preprocessing: checkpoint.preprocessor.preprocessing(patchSize: checkpoint.configuration.patchSize))
    }

    /// The same model with positions resized by another recipe: to agree with a library that is not the checkpoint's
    /// own. Without effect on grids that positions were learned for, and on models that have none.
    public func interpolatingPositions(by interpolation: PositionInterpolation) -> VisionTransformer {
        var copy = self
        copy.positionEmbedding?.interpolation = interpolation
        return copy
    }
}
