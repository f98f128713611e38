/// Mean and standard deviation of red, green and blue in [0, 1], as data sets have them and processors name them.
struct ChannelStatistics {
    let mean: [Float]
    let standardDeviation: [Float]

    /// ImageNet's own (`IMAGENET_DEFAULT_MEAN`).
    static let imageNet = ChannelStatistics(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
    /// Values from −1 to 1 (`IMAGENET_STANDARD_MEAN`, `IMAGENET_INCEPTION_MEAN`).
    static let half = ChannelStatistics(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])
    /// Those of the pictures CLIP was trained on (`OPENAI_CLIP_MEAN`).
    static let clip = ChannelStatistics(
        mean: [0.48145466, 0.4578275, 0.40821073], standardDeviation: [0.26862954, 0.26130258, 0.27577711])
}
