public import Checkpoints
import ImageDecoding
public import Tensors

extension VisionTransformer {
    /// The model of this name in the model store or the Hugging Face cache, or in this folder.
    ///
    /// - Parameters:
    ///   - name: `dinov2-small`, `facebook/dinov2-small`, or the path of a folder with `config.json` in it.
    ///   - precision: faster where it is less than float32, and less exact; see `Precision.isAvailable`.
    public init(named name: String, precision: Precision = .float32) throws(ModelError) {
        try self.init(
            checkpoint: try ModelError.wrapping { () throws(CheckpointError) in try Checkpoint(named: name) },
            precision: precision)
    }

    /// The model of a checkpoint, its weights rounded to the precision and packed.
    public init(checkpoint: Checkpoint, precision: Precision = .float32) throws(ModelError) {
        guard precision.isAvailable else { throw .precisionNotAvailable(precision) }
        let weights = try ModelError.wrapping { () throws(CheckpointError) in try checkpoint.openWeights() }
        self = try ModelBuilder(configuration: checkpoint.configuration, weights: weights, precision: precision)
            .model(preprocessing: checkpoint.preprocessor.preprocessing(patchSize: checkpoint.configuration.patchSize))
    }

    /// The same model with positions resized by another recipe: to agree with a library that is not the checkpoint's own.
    /// Without effect on grids that positions were learned for, and on models that have none.
    public func interpolatingPositions(by interpolation: PositionInterpolation) -> VisionTransformer {
        var copy = self
        copy.positionEmbedding?.interpolation = interpolation
        return copy
    }
}

extension PreprocessorConfiguration {
    /// The checkpoint's own preprocessing, for `PictureFit.processor`; its mean, deviation and filter serve
    /// `PictureFit.whole` too.
    func preprocessing(patchSize: Int) throws(ModelError) -> PicturePreprocessing {
        guard let filter = ResamplingFilter(resampling) else {
            throw .unsupported("resizing by \(resampling) instead of bilinear or bicubic")
        }
        return PicturePreprocessing(
            patchSize: patchSize, filter: filter, mean: mean, standardDeviation: standardDeviation,
            rescaleFactor: rescaleFactor, processorSize: processorSize,
            cropSize: crop.map { PictureSize(height: $0.height, width: $0.width) })
    }

    private var processorSize: ProcessorSize {
        switch resize {
        case .shortestEdge(let length): .shortestEdge(length)
        case .exact(let size): .exact(PictureSize(height: size.height, width: size.width))
        case nil: .unchanged
        }
    }
}

extension ResamplingFilter {
    /// Nil for the filters that no supported checkpoint uses.
    fileprivate init?(_ resampling: PreprocessorConfiguration.Resampling) {
        switch resampling {
        case .bilinear: self = .bilinear
        case .bicubic: self = .bicubic
        case .nearest, .lanczos, .box, .hamming: return nil
        }
    }
}
