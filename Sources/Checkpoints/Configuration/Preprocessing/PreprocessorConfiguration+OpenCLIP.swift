extension PreprocessorConfiguration {
    /// Reads `open_clip_config.json`: what open_clip's `image_transform` does for evaluation.
    ///
    /// The size is the vision tower's, as open_clip has it too; `resize_mode` says how proportions are treated. Missing
    /// keys have open_clip's defaults: 224, shortest, bicubic, the mean and deviation of CLIP.
    public init(openCLIP file: String) throws(CheckpointError) {
        let all = try ConfigurationFields(file: file)
        let fields = all.object("preprocess_cfg") ?? ConfigurationFields(file: file, members: [:])
        let tower = all.object("model_cfg")?.object("vision_cfg")
        let size =
            if let tower { try tower.size("image_size", default: 224) } else { try fields.size("size", default: 224) }
        var filter = try fields.interpolation("interpolation", among: Self.openCLIPFilters)
        var crop: Crop? = Crop(size, rounding: .torchvision)
        let resize: Resize
        switch try fields.string("resize_mode", default: "shortest") {
        case "shortest" where size.height == size.width: resize = .shortestEdge(size.height)
        case "shortest":
            resize = .covering(size)
            // open_clip does not hand the filter on to this resize.
            filter = .bicubic
        case "longest":
            resize = .inside(size)
            crop?.fill = [UInt8](repeating: try fields.level("fill_color"), count: 3)
        case "squash": (resize, crop) = (.exact(size), nil)
        default: throw fields.invalid("resize_mode", expected: "shortest, longest or squash")
        }
        self.init(
            resize: resize, resampling: filter, crop: crop,
            mean: try fields.colors("mean", default: ChannelStatistics.clip.mean),
            standardDeviation: try fields.deviations("std", default: ChannelStatistics.clip.standardDeviation))
    }

    /// `random` is a choice for training alone.
    private static let openCLIPFilters: [String: Resampling] = [
        "bilinear": .bilinear, "bicubic": .bicubic, "random": .bicubic,
    ]
}

extension ConfigurationFields {
    /// An 8-bit value, 0 where there is none.
    fileprivate func level(_ key: String) throws(CheckpointError) -> UInt8 {
        guard let value = self[key] else { return 0 }
        guard let level = value.integer.flatMap(UInt8.init(exactly:)) else {
            throw invalid(key, expected: "a whole number from 0 to 255")
        }
        return level
    }
}
