"""What every timm case shares: a small model of a registered architecture, saved as timm saves for the hub, and
attention taken where its unfused path drops it out."""

import copy
import json
from pathlib import Path

import timm
import torch
from timm.models import save_for_hf

from .case import Case, fresh, write, write_json
from .randomizing import randomize

LIBRARY = f"timm {timm.__version__}"
SMALL = dict(embed_dim=24, depth=3, num_heads=3, img_size=8, patch_size=2, mlp_ratio=1.2)
# For a second architecture of what a longer case has.
SHORT = dict(depth=2, embed_dim=18)
LABELS = ["n01440764", "n01443537", "n01484850", "n01494475", "n01498041"]


def small(architecture: str, generator: torch.Generator, **overrides) -> torch.nn.Module:
    model = timm.create_model(architecture, **SMALL | overrides)
    unfuse(model)
    return randomize(model, generator)


def unfuse(model: torch.nn.Module) -> None:
    """The fused kernel returns no attention."""
    for module in model.modules():
        if hasattr(module, "fused_attn"):
            module.fused_attn = False


def attention_of(model: torch.nn.Module, run) -> tuple[torch.Tensor, torch.Tensor]:
    """What `run(model)` gives, and (layers, heads, N, N): the input of each block's dropout of attention."""
    taken = []
    hooks = [block.attn.attn_drop.register_forward_pre_hook(lambda _, inputs: taken.append(inputs[0][0]))
             for block in model.blocks]
    result = run(model)
    for hook in hooks:
        hook.remove()
    return result, torch.stack(taken)


def at_size(model: torch.nn.Module, height: int, width: int) -> torch.nn.Module:
    """The model for another grid, by timm's own resizing of positions and bias tables; a copy."""
    if getattr(model, "dynamic_img_size", False):
        return model
    resized = copy.deepcopy(model)
    resized.set_input_size(img_size=(height, width))
    return resized.eval()


def probe_attention(pool, tokens: torch.Tensor) -> torch.Tensor:
    """(1, N, D) → (heads, 1, N): the scores of AttentionPoolLatent, which it does not give out."""
    def heads(values):
        return values.reshape(-1, pool.num_heads, pool.head_dim).transpose(0, 1)
    key = pool.kv(tokens)[0, :, : pool.num_heads * pool.head_dim]
    query = pool.q_norm(heads(pool.q(pool.latent)[0])) * pool.scale
    return (query @ pool.k_norm(heads(key)).transpose(1, 2)).softmax(-1)


def timm_values(model: torch.nn.Module):
    def reference(pixels):
        sized = at_size(model, *pixels.shape[2:])
        tokens, attention = attention_of(sized, lambda model: model.forward_features(pixels))
        values = {"tokens": tokens[0], "attention": attention, "pooled": sized.forward_head(tokens, pre_logits=True)[0]}
        if getattr(sized, "attn_pool", None) is not None:
            values["probe_attention"] = probe_attention(sized.attn_pool, tokens)
        if model.num_classes:
            values["logits"] = sized.forward_head(tokens)[0]
        return values
    return reference


def emit(name: str, architecture: str, folder: Path, generator, exercises: str, *, family: str, pooled: str,
         normed=True, note="", plain=False, **overrides) -> None:
    """`plain` leaves the arguments out of config.json, as timm's releases before 1.0.25 or so wrote it."""
    model = small(architecture, generator, **overrides)
    target = fresh(folder / name)
    labels = dict(label_names=LABELS) if model.num_classes == len(LABELS) else {}
    save_for_hf(model, target, safe_serialization=True, model_config=labels)
    config = json.loads((target / "config.json").read_text(encoding="utf-8"))
    if plain:
        del config["model_args"]
    write_json(target / "config.json", config)
    patch_embed = model.patch_embed
    case = Case(
        name=name, family=family, naming="timm", library=LIBRARY, model=architecture, exercises=exercises,
        native_grid=tuple(patch_embed.grid_size), patch=patch_embed.patch_size[0], layers=len(model.blocks),
        heads=model.blocks[0].attn.num_heads, hidden=model.embed_dim, prefix_tokens=model.num_prefix_tokens,
        pooled=pooled, tokens_are_normed=normed, note=note)
    write(case, folder, timm_values(model), generator)
