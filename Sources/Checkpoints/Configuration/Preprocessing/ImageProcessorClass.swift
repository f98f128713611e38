/// The image processors of transformers that serve Vision Transformers, and what each does where its file says nothing.
///
/// Source: the class attributes in `models/*/image_processing_*.py` of transformers 5. They have changed once: until
/// version 4 BEiT's resized to 256 and cropped 224; the files on the hub give both.
enum ImageProcessorClass: String, CaseIterable {
    // Raw values are the names without "ImageProcessor".
    case vit = "ViT"
    case deit = "DeiT"
    case beit = "Beit"
    case bit = "Bit"
    case clip = "CLIP"
    case siglip = "Siglip"
    /// The one without a Pillow form: it resizes by torchvision, in floats and without rounding to 8 bits. Here pixels
    /// are rounded as Pillow rounds, which differs by a quarter of a level in the mean, and always by less than one.
    case dinov3 = "DINOv3ViT"

    /// The class of a name in `image_processor_type`, or in `feature_extractor_type` of older files:
    /// `ViTImageProcessor`, `ViTImageProcessorFast`, `ViTImageProcessorPil`, `ViTFeatureExtractor`.
    init?(named name: String) {
        var stem = Substring(name)
        for suffix in ["Fast", "Pil"] where stem.hasSuffix(suffix) { stem = stem.dropLast(suffix.count) }
        let kinds = ["ImageProcessor", "FeatureExtractor"]
        guard let kind = kinds.first(where: stem.hasSuffix) else { return nil }
        self.init(rawValue: String(stem.dropLast(kind.count)))
    }

    /// The class that transformers takes for a `model_type` whose processor file names none; that of DINOv2 for its
    /// models with registers, too, which transformers has forgotten.
    init?(modelType: String) {
        switch modelType {
        case "vit", "vit_mae", "vit_msn", "ijepa": self = .vit
        case "deit": self = .deit
        case "beit", "data2vec-vision": self = .beit
        case "dinov2", "dinov2_with_registers": self = .bit
        case "clip", "clip_vision_model": self = .clip
        case "siglip", "siglip_vision_model": self = .siglip
        case "dinov3_vit": self = .dinov3
        default: return nil
        }
    }

    /// `CLIPImageProcessor`.
    var name: String { rawValue + "ImageProcessor" }

    /// Size, filter, mean and deviation of a file that gives none; the crop, if a crop is made.
    var defaults: PreprocessorConfiguration {
        let crop = PreprocessorConfiguration.Crop(.square(224))
        return switch self {
        case .vit: .init(resize: .exact(.square(224)), resampling: .bilinear, crop: nil, .half)
        case .deit: .init(resize: .exact(.square(256)), resampling: .bicubic, crop: crop, .half)
        case .beit: .init(resize: .exact(.square(224)), resampling: .bicubic, crop: crop, .half)
        case .bit, .clip: .init(resize: .shortestEdge(224), resampling: .bicubic, crop: crop, .clip)
        case .siglip: .init(resize: .exact(.square(224)), resampling: .bicubic, crop: nil, .half)
        case .dinov3: .init(resize: .exact(.square(224)), resampling: .bilinear, crop: nil, .imageNet)
        }
    }

    /// Whether a file that does not say so has its pictures cropped.
    var crops: Bool {
        switch self {
        case .deit, .bit, .clip: true
        case .vit, .beit, .siglip, .dinov3: false
        }
    }

    /// Whether a bare number as `size` is a square's side (`default_to_square`), and not the shorter side's length.
    var bareSizeIsSquare: Bool {
        switch self {
        case .vit, .deit, .beit, .dinov3: true
        case .bit, .clip, .siglip: false
        }
    }
}

extension PreprocessorConfiguration {
    /// With rescaling by 1/255, as every processor does unless told otherwise.
    init(resize: Resize?, resampling: Resampling, crop: Crop?, _ statistics: ChannelStatistics) {
        self.init(
            resize: resize, resampling: resampling, crop: crop, mean: statistics.mean,
            standardDeviation: statistics.standardDeviation)
    }
}

extension ImageSize {
    static func square(_ side: Int) -> ImageSize { ImageSize(height: side, width: side) }
}
