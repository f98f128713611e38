extension PreprocessorConfiguration {
    /// The published preprocessing of DINOv2: short side 256, bicubic, 224×224 out of the middle, ImageNet's mean and
    /// standard deviation.
    public static let dinov2 = PreprocessorConfiguration(
        resize: .shortestEdge(256), resampling: .bicubic, crop: Crop(.square(224)), .imageNet)

    /// What a family was published with, for checkpoints of bare weights without a file that says; nil where none is
    /// known.
    ///
    /// - Parameters:
    ///   - modelType: a `model_type` of transformers, or `dino` and `eva02`, which have none there.
    ///   - imageSize: the size the checkpoint's positions are for; most models are fed pictures of this size.
    public static func published(for modelType: String, imageSize: ImageSize) -> PreprocessorConfiguration? {
        switch modelType {
        case "dinov2", "dinov2_with_registers":
            // Positions are for 518×518 pixels; evaluation is at 224×224.
            .dinov2
        case "vit", "ijepa":
            // Google's models and their AugReg successors (Steiner et al. 2021).
            PreprocessorConfiguration(resize: .exact(imageSize), resampling: .bilinear, crop: nil, .half)
        case "vit_mae", "dinov3_vit":
            PreprocessorConfiguration(resize: .exact(imageSize), resampling: .bilinear, crop: nil, .imageNet)
        case "beit", "data2vec-vision":
            PreprocessorConfiguration(resize: .exact(imageSize), resampling: .bilinear, crop: nil, .half)
        case "deit", "dino", "vit_msn":
            // Short side 256 for a crop of 224, and in this proportion (facebookresearch/deit, datasets.py).
            PreprocessorConfiguration(
                resize: .shortestEdge(imageSize.shortSide * 8 / 7), resampling: .bicubic, crop: Crop(imageSize),
                .imageNet)
        case "clip", "clip_vision_model", "eva02":
            PreprocessorConfiguration(
                resize: .shortestEdge(imageSize.shortSide), resampling: .bicubic, crop: Crop(imageSize), .clip)
        case "siglip", "siglip_vision_model", "siglip2", "siglip2_vision_model":
            PreprocessorConfiguration(resize: .exact(imageSize), resampling: .bicubic, crop: nil, .half)
        default: nil
        }
    }
}

extension ImageSize {
    fileprivate var shortSide: Int { min(height, width) }
}
