"""DINO, MAE, DINOv2 and DINOv3 under the names of facebookresearch's own checkpoints.

Their files hold a state dict and nothing else. The config.json beside it is the one that Tools/convert-checkpoint.py
derives: Hugging Face's keys, and in `architectures` the class of the original, which says whose rule resizes positions.
"""

import re

import timm
import torch
from conversion.configurations import derived
from conversion.state_dicts import cleaned
from safetensors.torch import save_file
from timm.models.eva import checkpoint_filter_fn

from .case import Case, fresh, write, write_json, write_preprocessor
from .original_models import DINOv2, DINOv3, Mlp, SwiGLU, SwiGLUFused, VisionTransformer
from .randomizing import randomize
from .timm_support import unfuse

LIBRARY = f"PyTorch {torch.__version__.split('+')[0]}, by families/original_models.py"
DIM, DEPTH, HEADS, HIDDEN, SIDE, PATCH = 24, 3, 3, 28, 4, 2
SIZES = (DIM, DEPTH, HEADS, HIDDEN, SIDE, PATCH)
SHORT = (18, 2, HEADS, 22, SIDE, PATCH)


def emit(name, family, model, folder, generator, exercises, *, architecture=None, registers=0, note="",
         rename=lambda tensors: tensors):
    tensors = rename({name: value.contiguous() for name, value in model.state_dict().items()})
    config, _ = derived(cleaned(tensors)[0], HEADS, architecture)
    target = fresh(folder / name)
    save_file(tensors, target / "model.safetensors")
    write_json(target / "config.json", config)
    write_preprocessor(target, SIDE * PATCH, crop=True)
    case = Case(
        name=name, family=family, naming="facebookresearch", library=LIBRARY, model=config["architectures"][0],
        exercises=exercises, native_grid=(SIDE, SIDE), patch=PATCH, layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"], hidden=config["hidden_size"], prefix_tokens=1 + registers, pooled="class",
        note=note)

    def reference(pixels):
        tokens, attention = model(pixels)
        return {"tokens": tokens, "attention": attention, "pooled": tokens[0]}
    write(case, folder, reference, generator)


def agrees_with_timm(model, architecture, dim, depth, heads, hidden, translated, **more):
    """On the learned grid, where no rule of resizing has a say, timm's port gives the same tokens."""
    port = timm.create_model(architecture, embed_dim=dim, depth=depth, num_heads=heads, img_size=SIDE * PATCH,
                             patch_size=PATCH, num_classes=0, **{"mlp_ratio": (hidden + 0.5) / dim} | more).eval()
    unfuse(port)
    missing = port.load_state_dict(translated(port), strict=False)
    assert not missing.missing_keys, missing
    pixels = torch.linspace(-2, 2, 3 * (SIDE * PATCH) ** 2).reshape(1, 3, SIDE * PATCH, SIDE * PATCH).sin()
    with torch.no_grad():
        assert torch.allclose(port.forward_features(pixels)[0], model(pixels)[0], atol=1e-4), architecture


def dino(folder, generator):
    model = randomize(VisionTransformer(*SIZES), generator)
    agrees_with_timm(model, "vit_small_patch16_224", *SIZES[:4], lambda _: model.state_dict())
    note = "positions are resized by the scale (n + 0.1) / side, as DINO's code does"
    emit("dino-original", "dino", model, folder, generator, "DINO's own resizing of positions", note=note,
         architecture="dino_vits16")

    model = randomize(VisionTransformer(*SHORT), generator)
    head = {"head.mlp.0.weight": (16, 18), "head.mlp.0.bias": (16,), "head.mlp.2.weight": (16, 16),
            "head.mlp.2.bias": (16,), "head.mlp.4.weight": (8, 16), "head.mlp.4.bias": (8,),
            "head.last_layer.weight_g": (20, 1), "head.last_layer.weight_v": (20, 8)}

    def as_trained(tensors):
        extra = {name: torch.randn(shape, generator=generator) for name, shape in head.items()}
        return {f"module.backbone.{name}": value for name, value in tensors.items()} | {
            f"module.{name}": value for name, value in extra.items()}
    emit("dino-original-training", "dino", model, folder, generator, rename=as_trained, note=note,
         architecture="dino_vits16",
         exercises="as training saves a teacher: prefix `module.backbone.`, and DINO's head, left aside")


def mae(folder, generator):
    model = randomize(VisionTransformer(*SHORT, offset=0), generator)

    def with_decoder(tensors):
        decoder = {"mask_token": (1, 1, 8), "decoder_pos_embed": (1, 17, 8), "decoder_embed.weight": (8, 18),
                   "decoder_embed.bias": (8,), "decoder_blocks.0.attn.qkv.weight": (24, 8),
                   "decoder_blocks.0.attn.qkv.bias": (24,), "decoder_blocks.0.norm1.weight": (8,),
                   "decoder_norm.weight": (8,), "decoder_norm.bias": (8,), "decoder_pred.weight": (12, 8)}
        return tensors | {name: torch.randn(shape, generator=generator) for name, shape in decoder.items()}
    emit("mae-original", "mae", model, folder, generator, rename=with_decoder,
         exercises="decoder left aside", architecture="mae_vit_base_patch16",
         note="MAE's code takes no other grid; the reference resizes positions as transformers does")


def dinov2(folder, generator):
    model = randomize(DINOv2(*SIZES), generator)
    agrees_with_timm(model, "vit_small_patch14_dinov2", *SIZES[:4], lambda _: model.state_dict())
    note = "positions are resized by the scale (n + 0.1) / side, as DINOv2's code does without registers"
    emit("dinov2-original", "dinov2", model, folder, generator, "layer scale, DINO's resizing of positions",
         note=note)

    model = randomize(DINOv2(*SHORT, mlp=SwiGLUFused), generator)

    def chunked(tensors):
        """Chunks of one block; the numbers of blocks go on from chunk to chunk."""
        return {re.sub(r"^blocks\.(\d+)\.", r"blocks.\1.\1.", name): value for name, value in tensors.items()}
    emit("dinov2-original-giant", "dinov2", model, folder, generator, rename=chunked, note=note,
         exercises="SwiGLU `mlp.w12`, blocks in chunks: `blocks.0.0`, `blocks.1.1`")

    model = randomize(DINOv2(*SHORT, registers=3), generator)
    emit("dinov2-registers-original", "dinov2_with_registers", model, folder, generator, registers=3,
         exercises="positions resized with antialiasing, by size")


def dinov3(folder, generator):
    cases = (("dinov3-original", (24, 3, HEADS, 28), Mlp, "vit_small_patch16_dinov3_qkvb", False,
              "periods rounded to bfloat16, storage tokens, a masked bias for k"),
             ("dinov3-original-swiglu", (36, 2, HEADS, 24), SwiGLU, "vit_small_plus_patch16_dinov3_qkvb", True,
              "SwiGLU w1, w2, w3, heads of 12, a norm for training alone"))
    for name, sizes, mlp, architecture, gated, exercises in cases:
        model = randomize(DINOv3(*sizes, PATCH, registers=2, mlp=mlp, local_norm=gated), generator)
        emit(name, "dinov3", model, folder, generator, exercises, registers=2,
             note="the file's own periods are used, which differ from those of rope_theta by their rounding")

        # timm computes the periods in float32.
        exact = 100.0 ** (2 * torch.arange(sizes[0] // sizes[2] // 4) / (sizes[0] // sizes[2] // 2))
        model.rope_embed.periods.copy_(exact)
        agrees_with_timm(model, architecture, *sizes, num_reg_tokens=2, translated=lambda port: checkpoint_filter_fn(
            {key: value for key, value in model.state_dict().items() if "local_cls_norm" not in key}, port))


CASES = (dino, mae, dinov2, dinov3)
