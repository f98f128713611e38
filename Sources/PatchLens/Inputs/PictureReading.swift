public import ImageDecoding
import Tensors
import VisionTransformers

/// How a file becomes the patches that a model takes.
public struct PictureReading: Sendable {
    /// How files become pictures.
    public var decoding: DecodingOptions
    /// The length of a picture's short side when the model sees it, in pixels, for `PictureFit.whole`.
    public var shortSide: Int
    /// How a picture becomes a grid of patches.
    public var fit: PictureFit
    /// Pictures of more patches fail: the time of an encoding grows with their square.
    public var maximumPatches: Int

    /// As is usual unless told otherwise.
    public init(
        decoding: DecodingOptions = DecodingOptions(), shortSide: Int = 224, fit: PictureFit = .whole,
        maximumPatches: Int = PicturePreprocessing.usualMaximumPatches
    ) {
        self.decoding = decoding
        self.shortSide = shortSide
        self.fit = fit
        self.maximumPatches = maximumPatches
    }

    /// What a model wants done to a picture, fitted as this says.
    func preprocessing(for model: VisionTransformer) -> PicturePreprocessing {
        var preprocessing = model.preprocessing
        preprocessing.shortSide = shortSide
        preprocessing.fit = fit
        preprocessing.maximumPatches = maximumPatches
        return preprocessing
    }
}
