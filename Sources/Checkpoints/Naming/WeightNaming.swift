/// Whose way of naming an encoder's tensors a checkpoint follows.
///
/// A naming is known by what it calls the patch projection; whatever stands in front of that name (`vit.`, `visual.`,
/// `module.backbone.`) is the encoder's prefix in this checkpoint.
public enum WeightNaming: String, CaseIterable, Sendable {
    /// transformers' ViT, DeiT, ViTMAE, DINOv2 and BEiT.
    case huggingFace
    /// transformers' DINOv3, whose convolution has no module around it.
    case huggingFaceDINOv3
    /// transformers' CLIP and SigLIP.
    case huggingFaceCLIP
    /// timm, and the repositories it took its names from: facebookresearch's DINO, DINOv2, DINOv3 and MAE, and BEiT.
    case timm
    /// OpenAI's CLIP and open_clip.
    case openCLIP

    /// The patch projection's weight.
    var anchor: String {
        switch self {
        case .huggingFace: "embeddings.patch_embeddings.projection.weight"
        case .huggingFaceDINOv3: "embeddings.patch_embeddings.weight"
        case .huggingFaceCLIP: "embeddings.patch_embedding.weight"
        case .timm: "patch_embed.proj.weight"
        case .openCLIP: "conv1.weight"
        }
    }

    /// The naming of some tensors and the encoder's prefix among them; nil if no known patch projection is there.
    ///
    /// Where there are several (a student beside its teacher), the teacher's counts, else the first by name: it is what
    /// the libraries' own loaders take.
    static func locate(in names: some Collection<String>) -> (naming: WeightNaming, prefix: String)? {
        for naming in allCases {
            let prefixes = names.filter { isAnchor(naming.anchor, of: $0) }.map { $0.dropLast(naming.anchor.count) }
            let chosen = prefixes.filter { $0.hasPrefix("teacher.") }.min() ?? prefixes.min()
            if let chosen { return (naming, String(chosen)) }
        }
        return nil
    }

    /// Whether a name is the anchor, alone or behind a prefix that ends with a full stop.
    private static func isAnchor(_ anchor: String, of name: String) -> Bool {
        name == anchor || name.hasSuffix("." + anchor)
    }
}
