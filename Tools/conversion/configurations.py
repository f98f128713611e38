"""A config.json from the tensors' shapes, for a checkpoint that came without one.

What shapes cannot tell is given (the number of heads, an architecture's name), or is what all published models of the
family have; the latter is returned as sentences, for the user to see.
"""

from . import architectures
from .failure import ConversionFailure
from .shapes import Shapes, edge, square

# What no shape tells and every published checkpoint of the family has.
PUBLISHED = {
    "vit": dict(layer_norm_eps=1e-12, hidden_act="gelu"), "deit": dict(layer_norm_eps=1e-12, hidden_act="gelu"),
    "beit": dict(layer_norm_eps=1e-12, hidden_act="gelu", use_mean_pooling=True),
    "vit_mae": dict(layer_norm_eps=1e-12, hidden_act="gelu"), "dinov2": dict(layer_norm_eps=1e-6, hidden_act="gelu"),
    "dinov2_with_registers": dict(layer_norm_eps=1e-6, hidden_act="gelu"),
    "dinov3_vit": dict(layer_norm_eps=1e-5, hidden_act="gelu", rope_theta=100.0),
    "clip_vision_model": dict(layer_norm_eps=1e-5, hidden_act="quick_gelu"),
    "siglip_vision_model": dict(layer_norm_eps=1e-6, hidden_act="gelu_pytorch_tanh"),
    # facebookresearch's DINO and MAE
    "original": dict(layer_norm_eps=1e-6, hidden_act="gelu"),
}


def derived(tensors: dict, heads: int | None, architecture: str | None) -> tuple[dict, list[str]]:
    """The configuration, and what in it is neither given nor told by the tensors."""
    shapes = Shapes(tensors)
    if shapes.named("patch_embed.proj.weight"):
        return original(shapes, heads, architecture)
    if shapes.named("conv1.weight") and shapes.named("class_embedding"):
        return openai(shapes, tensors, heads, architecture)
    if shapes.named("patch_embedding.weight"):
        return tower(shapes, heads)
    if shapes.any("patch_embeddings.projection.weight", "patch_embeddings.weight"):
        return hugging_face(shapes, heads)
    raise ConversionFailure(
        "the names of the tensors are those of no encoder known here: ViT, MAE, DeiT, DINO, DINOv2, DINOv3, CLIP, "
        "SigLIP or BEiT, as Hugging Face, timm, facebookresearch or OpenAI name them")


def checked(heads: int | None, hidden: int) -> int:
    if heads is None:
        raise ConversionFailure(
            f"nothing in the file says into how many heads its {hidden} channels go: give --heads N")
    if hidden % heads:
        raise ConversionFailure(f"{hidden} channels cannot go into {heads} heads")
    return heads


def assuming(model_type: str, told: dict, published: str | None = None) -> tuple[dict, list[str]]:
    """`told` with what the family's published models have."""
    common = {key: value for key, value in PUBLISHED[published or model_type].items() if key not in told}
    return {"model_type": model_type, **told, **common}, [f"{key} {value}" for key, value in common.items()]


def original(shapes: Shapes, heads, architecture):
    """The names of timm and of facebookresearch, which are nearly the same: `architecture` tells them apart, but for
    DINOv2 and DINOv3, whose mask token timm leaves out."""
    hidden = shapes.required("patch_embed.proj.weight")[0]
    known = architecture and architectures.family(architecture)
    if architecture and not known:
        return timm(shapes, heads, architecture)
    if shapes.named("rope_embed.periods"):
        model_type, name = "dinov3_vit", "DinoVisionTransformer"
    elif shapes.named("ls1.gamma") and shapes.named("mask_token"):
        model_type, name = "dinov2", "DinoVisionTransformer"
    elif known:
        model_type, name = known[:2]
    else:
        raise ConversionFailure(
            "several families name their tensors like this file: give --architecture, a name of timm's "
            f"(vit_base_patch16_224) or of facebookresearch's ({architectures.NAMES})")
    if model_type == "dinov2" and shapes.named("register_tokens"):
        model_type = "dinov2_with_registers"
    if heads is None and known:
        heads = architectures.heads(architecture, hidden)
    patch = square(shapes.required("patch_embed.proj.weight"))
    gated = shapes.any("mlp.w12.weight", "mlp.w1.weight")
    told = {
        "architectures": [name], "hidden_size": hidden, "num_attention_heads": checked(heads, hidden),
        "num_hidden_layers": shapes.layers(r"(?:^|\.)blocks\.(?:\d+\.)?(\d+)\.norm1\.weight$"), "patch_size": patch,
        "num_channels": 3, "intermediate_size": shapes.required("mlp.fc2.weight", "mlp.w3.weight")[1],
        "qkv_bias": shapes.named("attn.qkv.bias") is not None,
    }
    if model_type == "dinov3_vit":
        told |= {"use_gated_mlp": gated is not None, **({"hidden_act": "silu"} if gated else {}),
                 "num_register_tokens": (shapes.named("storage_tokens") or (0, 0))[1]}
    else:
        told["image_size"] = edge(shapes.required("pos_embed")[1] - 1, patch)
    if model_type.startswith("dinov2"):
        told["use_swiglu_ffn"] = gated is not None
    if model_type == "dinov2_with_registers":
        told["num_register_tokens"] = shapes.required("register_tokens")[1]
    return assuming(model_type, told, "original" if model_type in ("vit", "vit_mae") else None)


def timm(shapes: Shapes, heads, architecture: str):
    """As timm writes it: the name, and what differs from it."""
    hidden, patch = shapes.required("patch_embed.proj.weight")[0], square(shapes.required("patch_embed.proj.weight"))
    classes = (shapes.named("head.weight") or (0,))[0]
    arguments = {"embed_dim": hidden, "patch_size": patch, "num_classes": classes,
                 "depth": shapes.layers(r"(?:^|\.)blocks\.(\d+)\.norm1\.weight$")}
    positions = shapes.named("pos_embed")
    if positions:
        alone = "reg4" in architecture or shapes.named("cls_token") is None or architecture.startswith("deit3")
        prefix = 0 if alone else 2 if shapes.named("dist_token") else 1
        arguments["img_size"] = edge(positions[1] - prefix, patch)
    if heads is not None:
        arguments["num_heads"] = checked(heads, hidden)
    configuration = {"architecture": architecture, "num_classes": classes, "num_features": hidden,
                     "model_args": arguments}
    return configuration, [f"all that is not in model_args as timm's {architecture} has it"]


def hugging_face(shapes: Shapes, heads):
    """ViT and its relatives: told apart by the tensors that only one of them has."""
    projection = shapes.required("patch_embeddings.projection.weight", "patch_embeddings.weight")
    hidden, patch = projection[0], square(projection)
    if shapes.named("patch_embeddings.weight"):
        model_type = "dinov3_vit"
    elif shapes.any("lambda_1", "relative_position_bias_table"):
        model_type = "beit"
    elif shapes.any("layer_scale1.lambda1"):
        model_type = "dinov2_with_registers" if shapes.named("register_tokens") else "dinov2"
    else:
        model_type = "deit" if shapes.named("distillation_token") else "vit"
    inner = shapes.required("mlp.fc2.weight", "layer.0.output.dense.weight", "mlp.weights_out.weight",
                            "mlp.down_proj.weight")[1]
    gated = shapes.any("mlp.weights_in.weight", "mlp.gate_proj.weight") is not None
    told = {
        "hidden_size": hidden, "num_attention_heads": checked(heads, hidden), "patch_size": patch, "num_channels": 3,
        "num_hidden_layers": shapes.layers(r"(?:^|\.)layers?\.(\d+)\.(?:norm1|layernorm_before)\.weight$"),
        "qkv_bias": shapes.any("query.bias", "q_proj.bias") is not None,
    }
    registers = shapes.named("register_tokens")
    told |= {"num_register_tokens": registers[1]} if registers else {}
    if model_type.startswith("dinov2"):
        told |= {"use_swiglu_ffn": gated, "mlp_ratio": ratio(hidden, inner, gated)}
    else:
        told["intermediate_size"] = inner
    if model_type == "dinov3_vit":
        told |= {"use_gated_mlp": gated, "key_bias": shapes.named("k_proj.bias") is not None}
    positions = shapes.named("position_embeddings")
    if positions:
        told["image_size"] = edge(positions[1] - (2 if model_type == "deit" else 1), patch)
    if model_type == "beit":
        told |= beit(shapes, patch)
    classifier = shapes.any("classifier.weight", "cls_classifier.weight")
    told |= {"num_labels": classifier[0]} if classifier else {}
    return assuming(model_type, told)


def ratio(hidden: int, inner: int, gated: bool) -> int:
    """Of which transformers makes the MLP's width; a SwiGLU has two thirds of it, rounded up to a multiple of 8."""
    for value in range(1, 17):
        if inner == ((int(hidden * value * 2 / 3) + 7) // 8 * 8 if gated else hidden * value):
            return value
    raise ConversionFailure(f"no mlp_ratio makes {inner} of {hidden} channels; only a config.json can say more")


def beit(shapes: Shapes, patch: int) -> dict:
    """Where the bias tables are, and the picture's side by their (2n − 1)² + 3 rows."""
    table = shapes.named("relative_position_bias_table")
    shared = any("encoder.relative_position_bias" in name or "shared_position_bias" in name for name in shapes.shapes)
    told = {
        "use_relative_position_bias": table is not None and not shared,
        "use_shared_relative_position_bias": shared, "layer_scale_init_value": 0.1 if shapes.named("lambda_1") else 0.0,
        "use_absolute_position_embeddings": shapes.named("position_embeddings") is not None,
    }
    if table:
        told["image_size"] = (edge(table[0] - 3, 1) + 1) // 2 * patch
    if shapes.any("layernorm.weight") and not shapes.any("pooler.layernorm.weight"):
        told["use_mean_pooling"] = False
    return told


def tower(shapes: Shapes, heads):
    """CLIP's and SigLIP's vision towers; the latter has no class embedding."""
    projection = shapes.required("patch_embedding.weight")
    hidden, patch = projection[0], square(projection)
    clip = shapes.named("class_embedding") is not None
    positions = next(shape for name, shape in shapes.shapes.items()
                     if name.endswith("position_embedding.weight") and "text" not in name)
    told = {
        "hidden_size": hidden, "num_attention_heads": checked(heads, hidden), "patch_size": patch, "num_channels": 3,
        "num_hidden_layers": shapes.layers(r"^(?!.*text).*layers\.(\d+)\.layer_norm1\.weight$"),
        "intermediate_size": next(shape[0] for name, shape in shapes.shapes.items()
                                  if name.endswith("layers.0.mlp.fc1.weight") and "text" not in name),
        "image_size": edge(positions[0] - clip, patch),
    }
    if not clip:
        told["vision_use_head"] = shapes.named("head.probe") is not None
    projected = shapes.named("visual_projection.weight")
    told |= {"projection_dim": projected[0]} if projected else {}
    return assuming("clip_vision_model" if clip else "siglip_vision_model", told)


def openai(shapes: Shapes, tensors: dict, heads, architecture):
    """OpenAI's archives and open_clip's native towers. The former's heads are of 64 channels each (its own loader), and
    its activation is the quick GELU; open_clip says either in its architectures' names."""
    projection = shapes.required("conv1.weight")
    hidden, patch = projection[0], square(projection)
    assumed = []
    if heads is None and hidden % 64 == 0:
        heads = hidden // 64
        assumed = [f"{heads} heads, of 64 channels each as OpenAI's and nearly all of open_clip's"]
    if architecture is None:
        raise ConversionFailure(
            "OpenAI's models have the quick GELU and most of open_clip's the plain one, which no tensor tells: give "
            "--architecture openai, or open_clip's name, such as ViT-B-32 or ViT-B-32-quickgelu")
    quick = architecture == "openai" or "quickgelu" in architecture.lower()
    positions = next(shape for name, shape in shapes.shapes.items()
                     if name.endswith("positional_embedding") and shape[1] == hidden and "text" not in name)
    width = shapes.named("proj")
    told = {
        "model_type": "clip_vision_model", "hidden_size": hidden, "num_attention_heads": checked(heads, hidden),
        "num_hidden_layers": shapes.layers(r"visual\.transformer\.resblocks\.(\d+)\.ln_1\.weight$"),
        "intermediate_size": next(shape[0] for name, shape in shapes.shapes.items()
                                  if "visual" in name and name.endswith("resblocks.0.mlp.c_fc.weight")),
        "patch_size": patch, "image_size": edge(positions[0] - 1, patch), "num_channels": 3,
        "projection_dim": width[1] if width else None, "hidden_act": "quick_gelu" if quick else "gelu",
        "layer_norm_eps": 1e-5,
    }
    configuration = {"architectures": ["CLIP"], "model_type": "clip", "projection_dim": told["projection_dim"],
                     "vision_config": told}
    return configuration, [*assumed, "layer_norm_eps 1e-05"]
