/// What the model's own preprocessor does to a picture: resize, crop, rescale, normalise, in this order.
///
/// Read from `preprocessor_config.json` of transformers, the `pretrained_cfg` of timm or the `preprocess_cfg` of
/// open_clip; where there is no such file, `published(for:imageSize:)` has what the family was trained with.
public struct PreprocessorConfiguration: Equatable, Sendable {
    /// The size to resize to.
    public enum Resize: Equatable, Sendable {
        /// The shorter side gets this length, and the picture keeps its proportions: the longer side's fraction is cut
        /// off, as transformers and torchvision do.
        case shortestEdge(Int)
        /// The picture is stretched to this size.
        case exact(ImageSize)
        /// The picture keeps its proportions and covers this size; sides are rounded, as timm's ResizeKeepRatio does.
        case covering(ImageSize)
        /// The picture keeps its proportions and fits into this size; sides are rounded as above.
        case inside(ImageSize)
    }

    /// Pillow's resampling filters; the raw values are those of `resample`.
    public enum Resampling: Int, CaseIterable, Sendable {
        /// The pixel nearest to each.
        case nearest = 0
        /// Lanczos, three lobes.
        case lanczos = 1
        /// Triangle.
        case bilinear = 2
        /// Keys' cubic with a = −½.
        case bicubic = 3
        /// The mean of what each pixel covers.
        case box = 4
        /// Hamming-windowed sinc.
        case hamming = 5
    }

    /// What is cut out of the middle; where it is larger than the picture, the rest is filled.
    public struct Crop: Equatable, Sendable {
        /// Whose arithmetic divides an odd number of pixels between two sides.
        public enum Rounding: Sendable {
            /// transformers': offsets are rounded down.
            case down
            /// torchvision's, and so timm's and open_clip's: halves are rounded to even.
            case torchvision
        }

        /// The size that is left.
        public var size: ImageSize
        /// Whose arithmetic.
        public var rounding: Rounding
        /// Red, green and blue of the filling.
        public var fill: [UInt8]

        /// A crop that fills with black, as transformers' processors do.
        public init(_ size: ImageSize, rounding: Rounding = .down, fill: [UInt8] = [0, 0, 0]) {
            self.size = size
            self.rounding = rounding
            self.fill = fill
        }
    }

    /// The size to resize to; nil when the picture keeps its own.
    public var resize: Resize?
    /// How to resize.
    public var resampling: Resampling
    /// What is cut out of the middle; nil when nothing is cut off.
    public var crop: Crop?
    /// What an 8-bit value is multiplied by; 1 when the file says not to rescale.
    public var rescaleFactor: Double
    /// Subtracted from each rescaled channel, red first; zeros when the file says not to normalise.
    public var mean: [Float]
    /// What each channel is then divided by; ones when the file says not to normalise.
    public var standardDeviation: [Float]

    /// A preprocessing that no file describes.
    public init(
        resize: Resize?, resampling: Resampling, crop: Crop?, rescaleFactor: Double = 1.0 / 255, mean: [Float],
        standardDeviation: [Float]
    ) {
        self.resize = resize
        self.resampling = resampling
        self.crop = crop
        self.rescaleFactor = rescaleFactor
        self.mean = mean
        self.standardDeviation = standardDeviation
    }
}
