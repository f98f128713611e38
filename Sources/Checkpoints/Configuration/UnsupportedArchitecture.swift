/// Architectures that people may well try, and why PatchLens does not take them.
enum UnsupportedArchitecture {
    private static let hierarchical =
        "it is hierarchical: its tokens attend within windows or merge from stage to stage, so that no token attends "
        + "to the whole picture"
    private static let convolutional = "it is convolutional and has no attention over patches"
    private static let naFlex =
        "it takes patches of any number and resizes its positions for each picture (NaFlex); SigLIP 2's "
        + "fixed-resolution checkpoints have the type siglip"

    /// Beginnings of `model_type` in transformers and of `architecture` in timm.
    private static let reasons: [(beginning: String, reason: String)] = [
        ("swin", hierarchical), ("maxvit", hierarchical), ("pvt", hierarchical), ("mvit", hierarchical),
        ("hiera", hierarchical), ("mobilevit", hierarchical), ("levit", hierarchical),
        ("efficientformer", hierarchical),
        ("segformer", hierarchical), ("cvt", hierarchical), ("poolformer", hierarchical), ("twins", hierarchical),
        ("dinov3_convnext", convolutional), ("convnext", convolutional), ("resnet", convolutional),
        ("efficientnet", convolutional), ("regnet", convolutional), ("siglip2", naFlex), ("naflex", naFlex),
    ]

    static func reason(modelType name: String) -> String? {
        reasons.first { name.hasPrefix($0.beginning) }?.reason
    }
}
