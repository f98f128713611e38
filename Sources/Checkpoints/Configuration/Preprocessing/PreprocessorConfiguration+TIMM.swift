extension PreprocessorConfiguration {
    /// Reads timm's `config.json`: what `create_transform(**resolve_data_config(...))` does for evaluation.
    ///
    /// The picture is resized to `input_size` / `crop_pct`, rounded down, and `input_size` cut out of its middle;
    /// `crop_mode` says how the resizing treats proportions. Missing keys have timm's defaults: 224×224, bicubic,
    /// 0.875, center, ImageNet's mean and deviation.
    public init(timm file: String) throws(CheckpointError) {
        let fields = try ConfigurationFields(file: file)
        // Until version 0.9 the file itself was what is `pretrained_cfg` now.
        try self.init(timm: fields.object("pretrained_cfg") ?? fields)
    }

    init(timm fields: ConfigurationFields) throws(CheckpointError) {
        let size = try fields.inputSize()
        let percentage = try fields.positive("crop_pct", default: 0.875)
        let scaled = ImageSize(
            height: try fields.scaled(size.height, by: percentage), width: try fields.scaled(size.width, by: percentage)
        )
        let mean = try fields.colors("mean", default: ChannelStatistics.imageNet.mean)
        var crop = Crop(size, rounding: .torchvision)
        let resize: Resize
        switch try fields.string("crop_mode", default: "center") {
        case "center": resize = scaled.height == scaled.width ? .shortestEdge(scaled.height) : .covering(scaled)
        case "squash": resize = .exact(scaled)
        case "border":
            resize = .inside(scaled)
            crop.fill = try fields.fill("mean", default: mean)
        default: throw fields.invalid("crop_mode", expected: "center, squash or border")
        }
        self.init(
            resize: resize, resampling: try fields.interpolation("interpolation", among: Self.timmFilters), crop: crop,
            mean: mean,
            standardDeviation: try fields.deviations("std", default: ChannelStatistics.imageNet.standardDeviation))
    }

    private static let timmFilters: [String: Resampling] = [
        "nearest": .nearest, "bilinear": .bilinear, "bicubic": .bicubic, "box": .box, "hamming": .hamming,
        "lanczos": .lanczos,
    ]
}

extension ConfigurationFields {
    /// `input_size`: channels, height and width.
    fileprivate func inputSize() throws(CheckpointError) -> ImageSize {
        guard let value = self["input_size"] else { return .square(224) }
        guard case .array(let extents) = value, extents.count == 3 else {
            throw invalid("input_size", expected: "[3, height, width]")
        }
        let lengths = extents.compactMap(\.integer)
        guard lengths.count == 3, lengths[0] == 3, lengths.allSatisfy(Self.counts.contains) else {
            throw invalid("input_size", expected: "[3, height, width]")
        }
        return ImageSize(height: lengths[1], width: lengths[2])
    }

    /// The length of a side before it is cropped.
    fileprivate func scaled(_ side: Int, by percentage: Double) throws(CheckpointError) -> Int {
        let length = (Double(side) / percentage).rounded(.down)
        guard length >= 1, length <= Double(Self.counts.upperBound) else {
            throw invalid("crop_pct", expected: "a part of the picture, such as 0.9")
        }
        return Int(length)
    }

    /// The 8-bit colour of a mean, halves rounded to even; from the numbers as they are written.
    fileprivate func fill(_ key: String, default standard: [Float]) throws(CheckpointError) -> [UInt8] {
        var numbers = standard.map(Double.init)
        if case .array(let values)? = self[key] {
            numbers = values.compactMap { if case .number(let number) = $0 { number } else { nil } }
        }
        let levels = numbers.map { (255 * $0).rounded(.toNearestOrEven) }
        guard levels.allSatisfy((0...255).contains) else {
            throw invalid(key, expected: "numbers from 0 to 1, which the picture's border is filled with")
        }
        return levels.map { UInt8($0) }
    }
}
