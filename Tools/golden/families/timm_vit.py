"""The models of timm's VisionTransformer class: ViT, MAE, DeiT, DINO, DINOv2, CLIP and SigLIP."""

from .timm_support import SHORT, emit


def vit(folder, generator):
    def write(name, architecture, what, *, pooled="class", **more):
        emit(name, architecture, folder, generator, what, family="vit", pooled=pooled, num_classes=5, **more)

    write("vit-timm", "vit_tiny_patch16_224", "class token pooling, head, label names")
    write("vit-timm-plain-config", "vit_tiny_patch16_224", "no model_args: three heads by the architecture's name",
          plain=True, **SHORT)
    write("vit-timm-oblong", "vit_small_patch16_224", "positions of a grid of 3 by 5, resized from it", **SHORT,
          img_size=(6, 10))
    write("vit-timm-avg", "vit_small_patch16_224", "mean pooling, the norm behind it", pooled="mean-norm", normed=False,
          **SHORT, global_pool="avg")
    write("vit-timm-gap", "vit_medium_patch16_gap_256", "no class token, norm before the mean, no bias on q, k, v",
          pooled="mean", **SHORT)
    write("vit-timm-qk-norm", "vit_small_patch16_224", "norms on q and k, layer scale, no position for the class token",
          qk_norm=True, init_values=0.1, no_embed_class=True)
    write("vit-timm-registers-gap", "vit_medium_patch16_reg4_gap_256", "four registers and no class token",
          pooled="mean-norm", normed=False, **SHORT)


def mae(folder, generator):
    emit("mae-timm", "vit_base_patch16_224", folder, generator, "an MAE encoder as timm publishes it: no head",
         family="mae", pooled="class", num_classes=0, **SHORT)


def deit(folder, generator):
    emit("deit-timm-distilled", "deit_tiny_distilled_patch16_224", folder, generator,
         "two heads, of which the logits are the mean", family="deit", pooled="class-distillation-mean", num_classes=5)
    emit("deit-timm", "deit_tiny_patch16_224", folder, generator, "DeiT without distillation is a plain ViT",
         family="deit", pooled="class", num_classes=5, **SHORT)
    emit("deit3-timm", "deit3_small_patch16_224", folder, generator, "layer scale, no position for the class token",
         family="deit", pooled="class", num_classes=5, **SHORT)


def dino(folder, generator):
    emit("dino-timm", "vit_small_patch16_224", folder, generator, "DINO v1 as timm publishes it", family="dino",
         pooled="class", num_classes=0, **SHORT)


def dinov2(folder, generator):
    emit("dinov2-timm", "vit_small_patch14_dinov2", folder, generator, "layer scale", family="dinov2", pooled="class",
         num_classes=0)
    emit("dinov2-timm-giant", "vit_giant_patch14_dinov2", folder, generator, "SwiGLU in one matrix, gate first",
         family="dinov2", pooled="class", num_classes=0, **SHORT, mlp_ratio=2.35)
    emit("dinov2-registers-timm", "vit_small_patch14_reg4_dinov2", folder, generator,
         "registers, positions of the patches alone", family="dinov2_with_registers", pooled="class", num_classes=0)


def clip(folder, generator):
    emit("clip-timm", "vit_base_patch32_clip_224", folder, generator,
         "norm before the blocks, no bias on patches, GELU; the head is the projection", family="clip", pooled="class",
         num_classes=11)
    emit("clip-timm-quickgelu", "vit_base_patch16_clip_quickgelu_224", folder, generator, "quick GELU", family="clip",
         pooled="class", num_classes=0, **SHORT)


def siglip(folder, generator):
    emit("siglip-timm", "vit_base_patch16_siglip_224", folder, generator, "attention pooling by a latent, exact GELU",
         family="siglip", pooled="attention", num_classes=0)
    emit("siglip2-timm", "vit_so400m_patch16_siglip_256", folder, generator, "SigLIP 2's tower", family="siglip",
         pooled="attention", num_classes=0, **SHORT)
    emit("siglip-timm-gap", "vit_base_patch16_siglip_gap_224", folder, generator, "mean of the tokens, no pooling head",
         family="siglip", pooled="mean", num_classes=0, **SHORT)


CASES = (vit, mae, deit, dino, dinov2, clip, siglip)
