/// What the model's own preprocessor does to a picture, from `preprocessor_config.json`: resize, crop, rescale,
/// normalise, in this order.
public struct PreprocessorConfiguration: Equatable, Sendable {
    /// The size to resize to.
    public enum Resize: Equatable, Sendable {
        /// The shorter side gets this length, and the picture keeps its proportions.
        case shortestEdge(Int)
        /// The picture is stretched to this size.
        case exact(ImageSize)
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

    /// The size to resize to; nil when the picture keeps its own.
    public var resize: Resize?
    /// How to resize.
    public var resampling: Resampling
    /// What is cut out of the middle; nil when nothing is cut off.
    public var crop: ImageSize?
    /// What an 8-bit value is multiplied by; 1 when the file says not to rescale.
    public var rescaleFactor: Double
    /// Subtracted from each rescaled channel, red first; zeros when the file says not to normalise.
    public var mean: [Float]
    /// What each channel is then divided by; ones when the file says not to normalise.
    public var standardDeviation: [Float]

    /// The published preprocessing of DINOv2, which serves a model without a file of its own: short side 256, bicubic,
    /// 224×224 out of the middle, ImageNet's mean and standard deviation.
    public static let dinov2 = PreprocessorConfiguration(
        resize: .shortestEdge(256), resampling: .bicubic, crop: ImageSize(height: 224, width: 224),
        rescaleFactor: 1.0 / 255, mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])

    /// A preprocessing that no file describes.
    public init(
        resize: Resize?, resampling: Resampling, crop: ImageSize?, rescaleFactor: Double, mean: [Float],
        standardDeviation: [Float]
    ) {
        self.resize = resize
        self.resampling = resampling
        self.crop = crop
        self.rescaleFactor = rescaleFactor
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// Reads `preprocessor_config.json`.
    ///
    /// Every processor of transformers resizes, rescales and normalises unless told otherwise, and by 1/255. Where
    /// their defaults differ (size, filter, mean, deviation), a file that leaves the value out is refused: a guess
    /// would shift every result silently.
    public init(contentsOf file: String) throws(CheckpointError) {
        let fields = try ConfigurationFields(file: file)
        let resizes = try fields.boolean("do_resize", default: true)
        // Processors that never crop leave both keys out, and those that do write the size.
        let crops = try fields.boolean("do_center_crop", default: fields["crop_size"] != nil)
        let rescales = try fields.boolean("do_rescale", default: true)
        let normalises = try fields.boolean("do_normalize", default: true)
        self.init(
            resize: resizes ? try fields.resize() : nil,
            resampling: resizes || fields["resample"] != nil ? try fields.resampling() : .bicubic,
            crop: crops ? try fields.cropSize() : nil,
            rescaleFactor: rescales ? try fields.positive("rescale_factor", default: 1.0 / 255) : 1,
            mean: normalises ? try fields.channels("image_mean") : [0, 0, 0],
            standardDeviation: normalises ? try fields.standardDeviation() : [1, 1, 1])
    }
}

extension ConfigurationFields {
    /// `size`: `{"shortest_edge": 256}`, `{"height": 224, "width": 224}` or a bare number.
    fileprivate func resize() throws(CheckpointError) -> PreprocessorConfiguration.Resize {
        if let object = object("size") {
            if object["shortest_edge"] != nil, object["longest_edge"] == nil {
                return .shortestEdge(try object.count("shortest_edge", default: 1))
            }
            if let size = try object.heightAndWidth() { return .exact(size) }
        } else if self["size"]?.integer != nil {
            let side = try count("size", default: 1)
            return try bareSizeIsSquare() ? .exact(ImageSize(height: side, width: side)) : .shortestEdge(side)
        }
        throw invalid("size", expected: "a number, {shortest_edge} or {height, width}")
    }

    /// Whether the processor that wrote the file takes a bare `size` for a square's side.
    ///
    /// Those of ViT, DeiT and SigLIP do; to those of DINOv2 (Bit), CLIP and ConvNeXt it is the shorter side's length.
    /// The key with the processor's name has changed once.
    private func bareSizeIsSquare() throws(CheckpointError) -> Bool {
        let older = try string("feature_extractor_type", default: "")
        let name = try string("image_processor_type", default: older)
        return ["ViT", "DeiT", "Siglip"].contains { name.hasPrefix($0) }
    }

    /// `crop_size`: `{"height": 224, "width": 224}` or a bare number, which is always a square's side.
    fileprivate func cropSize() throws(CheckpointError) -> ImageSize {
        if let size = try object("crop_size")?.heightAndWidth() { return size }
        guard self["crop_size"]?.integer != nil else {
            throw invalid("crop_size", expected: "a number or {height, width}")
        }
        let side = try count("crop_size", default: 1)
        return ImageSize(height: side, width: side)
    }

    private func heightAndWidth() throws(CheckpointError) -> ImageSize? {
        guard self["height"] != nil, self["width"] != nil else { return nil }
        return ImageSize(height: try count("height", default: 1), width: try count("width", default: 1))
    }

    fileprivate func resampling() throws(CheckpointError) -> PreprocessorConfiguration.Resampling {
        guard let code = self["resample"]?.integer, let filter = PreprocessorConfiguration.Resampling(rawValue: code)
        else { throw invalid("resample", expected: "0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic, 4 box or 5 Hamming") }
        return filter
    }

    fileprivate func standardDeviation() throws(CheckpointError) -> [Float] {
        let deviations = try channels("image_std")
        guard deviations.allSatisfy({ $0 > 0 }) else { throw invalid("image_std", expected: "three numbers above 0") }
        return deviations
    }
}
