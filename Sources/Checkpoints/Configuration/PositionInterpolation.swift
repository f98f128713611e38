/// How position embeddings are resized to another grid. Libraries differ, and a checkpoint's attention is only right
/// with the recipe of its own.
public enum PositionInterpolation: String, Sendable, Hashable, CaseIterable {
    /// Hugging Face's ViT, DeiT, DINOv2, CLIP and SigLIP: PyTorch's bicubic interpolation by size, with half-pixel
    /// centres, a = −0.75, edges repeated and no antialiasing.
    case bicubic
    /// facebookresearch's DINO and DINOv2: the same, by a scale of (patches + 0.1) ⁄ (patches learnt). The 0.1 was to
    /// keep rounding from losing a patch, and moves every centre a little.
    case bicubicByScale
    /// timm, open_clip, and DINOv2 with registers everywhere: bicubic by size with antialiasing, a = −0.5.
    case antialiased
}
