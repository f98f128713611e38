extension PreprocessorConfiguration {
    /// Reads `preprocessor_config.json`, or the processor in a `processor_config.json`.
    ///
    /// What the file leaves out has the default of the processor's class, which the file names, or else the class that
    /// transformers takes for the model's type. Without either a missing size, filter, mean or deviation is an error: a
    /// guess would shift every result silently. A step that is null is not taken, as transformers has it too.
    ///
    /// - Parameter modelType: `model_type` in `config.json`, for files that name no processor.
    /// - Throws: `CheckpointError.invalidValue`, also for a processor of another kind, which may do anything.
    public init(contentsOf file: String, modelType: String? = nil) throws(CheckpointError) {
        let all = try ConfigurationFields(file: file)
        let fields = all.object("image_processor") ?? all
        // timm's wrapper in transformers keeps timm's own description.
        if let timm = fields.object("pretrained_cfg") {
            try self.init(timm: timm)
        } else {
            let processor = try fields.processorClass() ?? modelType.flatMap(ImageProcessorClass.init(modelType:))
            try self.init(fields, processor)
        }
    }

    private init(_ fields: ConfigurationFields, _ processor: ImageProcessorClass?) throws(CheckpointError) {
        guard try !fields.step("do_pad", default: false) else {
            throw fields.invalid("do_pad", expected: "false: pictures are not padded to each other's size")
        }
        let standard = processor?.defaults
        let resizes = try fields.step("do_resize", default: true)
        // Processors of no known class never crop, or write the size.
        let crops = try fields.step("do_center_crop", default: processor?.crops ?? (fields["crop_size"] != nil))
        let rescales = try fields.step("do_rescale", default: true)
        let normalises = try fields.step("do_normalize", default: true)
        if resizes { try fields.demand("size", "resample") }
        if crops { try fields.demand("crop_size") }
        if rescales { try fields.demand("rescale_factor") }
        if normalises { try fields.demand("image_mean", "image_std") }
        self.init(
            resize: resizes ? try fields.resize(processor) : nil,
            resampling: try fields.resampling(default: standard?.resampling ?? (resizes ? nil : .bicubic)),
            crop: crops ? Crop(try fields.cropSize(default: standard?.crop?.size)) : nil,
            rescaleFactor: rescales ? try fields.rescaleFactor() : 1,
            mean: normalises ? try fields.colors("image_mean", default: standard?.mean) : [0, 0, 0],
            standardDeviation: normalises
                ? try fields.deviations("image_std", default: standard?.standardDeviation) : [1, 1, 1])
    }
}

extension ConfigurationFields {
    /// The class the file names: the key has changed once.
    fileprivate func processorClass() throws(CheckpointError) -> ImageProcessorClass? {
        for key in ["image_processor_type", "feature_extractor_type"] where self[key] != nil {
            let name = try string(key, default: "")
            guard let processor = ImageProcessorClass(named: name) else {
                let known = ImageProcessorClass.allCases.map(\.name).joined(separator: ", ")
                throw invalid(key, expected: "one of \(known)")
            }
            return processor
        }
        return nil
    }

    /// Whether a step is taken.
    fileprivate func step(_ key: String, default standard: Bool) throws(CheckpointError) -> Bool {
        try boolean(key, default: contains(key) ? false : standard)
    }

    /// Throws if a key that a step needs is null: that is no default, and transformers fails at it.
    fileprivate func demand(_ keys: String...) throws(CheckpointError) {
        for key in keys where contains(key) && self[key] == nil {
            throw invalid(key, expected: "a value, or left out")
        }
    }

    /// `size`: `{"shortest_edge": 256}`, `{"height": 224, "width": 224}`, `[224, 224]` or a bare number.
    fileprivate func resize(
        _ processor: ImageProcessorClass?
    ) throws(CheckpointError) -> PreprocessorConfiguration.Resize {
        if self["size"] == nil, let standard = processor?.defaults.resize { return standard }
        if let object = object("size") {
            if object["shortest_edge"] != nil, object["longest_edge"] == nil {
                return .shortestEdge(try object.count("shortest_edge", default: 1))
            }
            if let size = try object.heightAndWidth() { return .exact(size) }
        } else if self["size"]?.integer != nil {
            let side = try count("size", default: 1)
            return processor?.bareSizeIsSquare ?? true ? .exact(.square(side)) : .shortestEdge(side)
        } else if case .array? = self["size"] {
            return .exact(try size("size", default: 1))
        }
        throw invalid("size", expected: "a number, {shortest_edge} or {height, width}")
    }

    /// `crop_size`: `{"height": 224, "width": 224}`, `[224, 224]` or a bare number, which is always a square's side.
    fileprivate func cropSize(default standard: ImageSize?) throws(CheckpointError) -> ImageSize {
        if self["crop_size"] == nil, let standard { return standard }
        if let size = try object("crop_size")?.heightAndWidth() { return size }
        switch self["crop_size"] {
        case .number?, .array?: return try size("crop_size", default: 1)
        default: throw invalid("crop_size", expected: "a number or {height, width}")
        }
    }

    private func heightAndWidth() throws(CheckpointError) -> ImageSize? {
        guard self["height"] != nil, self["width"] != nil else { return nil }
        return ImageSize(height: try count("height", default: 1), width: try count("width", default: 1))
    }

    fileprivate func resampling(
        default standard: PreprocessorConfiguration.Resampling?
    ) throws(CheckpointError) -> PreprocessorConfiguration.Resampling {
        if self["resample"] == nil, let standard { return standard }
        guard let code = self["resample"]?.integer, let filter = PreprocessorConfiguration.Resampling(rawValue: code)
        else { throw invalid("resample", expected: "0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic, 4 box or 5 Hamming") }
        return filter
    }
}

/// Values of every library's files.
extension ConfigurationFields {
    /// What is beyond it makes of pixels what overflows in the first products with weights, and is no statistic of
    /// pictures, whose values are at most 255.
    private static let largest: Float = 1e6

    /// Three numbers, or one for all three channels.
    func colors(_ key: String, default standard: [Float]?) throws(CheckpointError) -> [Float] {
        let colors: [Float]
        switch self[key] {
        case nil:
            if let standard { return standard }
            colors = try channels(key)
        case .number(let number)? where number.isFinite: colors = [Float](repeating: Float(number), count: 3)
        default: colors = try channels(key)
        }
        guard colors.allSatisfy({ $0.magnitude <= Self.largest }) else {
            throw invalid(key, expected: "numbers of at most a million")
        }
        return colors
    }

    /// As `colors`, all above 0: pictures are divided by them.
    func deviations(_ key: String, default standard: [Float]?) throws(CheckpointError) -> [Float] {
        let deviations = try colors(key, default: standard)
        guard deviations.allSatisfy({ $0 > 0 }) else { throw invalid(key, expected: "three numbers above 0") }
        guard deviations.allSatisfy({ $0 >= 1 / Self.largest }) else {
            throw invalid(key, expected: "numbers of at least a millionth")
        }
        return deviations
    }

    /// What every pixel's values are multiplied by.
    fileprivate func rescaleFactor() throws(CheckpointError) -> Double {
        let factor = try positive("rescale_factor", default: 1.0 / 255)
        guard factor <= Double(Self.largest) else {
            throw invalid("rescale_factor", expected: "a number of at most a million")
        }
        return factor
    }

    /// A filter by its name in timm and open_clip.
    func interpolation(
        _ key: String, among names: [String: PreprocessorConfiguration.Resampling]
    ) throws(CheckpointError) -> PreprocessorConfiguration.Resampling {
        let name = try string(key, default: "bicubic")
        guard let filter = names[name] else {
            throw invalid(key, expected: "one of \(names.keys.sorted().joined(separator: ", "))")
        }
        return filter
    }
}
