"""What the published names of facebookresearch's models say and their files do not: the family, and how many heads."""

import re

from .failure import ConversionFailure

# name → model_type, class of the original, {size: (channels, heads)}
FAMILIES = {
    r"dino_vit(?P<size>[tsb])(8|16)": ("vit", "VisionTransformer", {"t": (192, 3), "s": (384, 6), "b": (768, 12)}),
    r"mae_vit_(?P<size>base|large|huge)_patch1[46].*": (
        "vit_mae", "MaskedAutoencoderViT", {"base": (768, 12), "large": (1024, 16), "huge": (1280, 16)}),
    r"dinov2_vit(?P<size>[sblg])14(_reg)?": (
        "dinov2", "DinoVisionTransformer", {"s": (384, 6), "b": (768, 12), "l": (1024, 16), "g": (1536, 24)}),
    r"dinov3_vit(?P<size>[sblh]|7b)16(plus)?": (
        "dinov3_vit", "DinoVisionTransformer",
        {"s": (384, 6), "b": (768, 12), "l": (1024, 16), "h": (1280, 20), "7b": (4096, 32)}),
}
NAMES = "dino_vits16, mae_vit_base_patch16, dinov2_vitb14_reg, dinov3_vitl16"


def family(name: str):
    """(model_type, class, channels, heads) of a facebookresearch name; None for any other."""
    for pattern, (model_type, original, sizes) in FAMILIES.items():
        match = re.fullmatch(pattern, name)
        if match:
            return model_type, original, *sizes[match["size"]]
    return None


def heads(name: str, hidden: int) -> int:
    """Those of the name, whose channels the file must have."""
    _, _, channels, count = family(name)
    if channels != hidden:
        raise ConversionFailure(
            f"{name} has {channels} channels, the file has {hidden}; give --heads N for another size")
    return count
