"""CLIP, SigLIP and EVA-02 as open_clip writes them for the hub, and CLIP as OpenAI's own archive holds it."""

import copy
from functools import partial
from unittest import mock

import open_clip
import timm
import torch
from conversion.configurations import derived
from conversion.state_dicts import cleaned
from open_clip.push_to_hf_hub import save_for_hf
from safetensors.torch import save_file

from .case import Case, fresh, write, write_json, write_preprocessor
from .randomizing import randomize
from .timm_support import timm_values, unfuse
from .transformers_clip import CLIP_COLORS

LIBRARY = f"open_clip {open_clip.__version__}"
VISION = dict(image_size=8, layers=3, width=24, head_width=8, patch_size=2, mlp_ratio=1.2)
SHORT = VISION | dict(layers=2, width=18, head_width=6)
TEXT = dict(context_length=9, vocab_size=60, width=16, heads=2, layers=1)
EMBED = 11


class NoTokenizer:
    """open_clip saves a tokenizer with every model; these have none."""

    def save_pretrained(self, folder):
        return ()


def save(model, config, name, folder):
    target = fresh(folder / name)
    model.visual.image_mean, model.visual.image_std = CLIP_COLORS["image_mean"], CLIP_COLORS["image_std"]
    save_for_hf(model, NoTokenizer(), config, target, safe_serialization=True)


def at_size(model, height, width):
    """Another grid by open_clip's own resizing of positions, as it does on loading."""
    visual = copy.deepcopy(model.visual)
    visual.grid_size = (height // VISION["patch_size"], width // VISION["patch_size"])
    state = {"visual.positional_embedding": model.visual.positional_embedding}
    open_clip.model.resize_pos_embed(state, mock.Mock(visual=visual))
    # open_clip tells grids apart by their number of patches alone; those here differ in it.
    visual.positional_embedding = torch.nn.Parameter(state["visual.positional_embedding"])
    return visual


def tower_values(model):
    """open_clip's own steps; each block's attention by its own module, which is asked for the weights once more."""
    def reference(pixels):
        visual = at_size(model, *pixels.shape[2:])
        x, attention = visual._embeds(pixels), []
        for block in visual.transformer.resblocks:
            query = block.ln_1(x)
            attention.append(block.attn(query, query, query, average_attn_weights=False)[1][0])
            x = block(x)
        pooled = visual._pool(x)[0]
        projected = visual(pixels)[0]
        assert torch.allclose(pooled[0] @ visual.proj, projected, atol=1e-5)
        tokens = x if visual.final_ln_after_pool else visual.ln_post(x)
        return {"tokens": tokens[0], "attention": torch.stack(attention), "pooled": pooled[0], "projected": projected}
    return reference


def clip_case(name, vision, exercises, naming, **more):
    side = vision["image_size"] // vision["patch_size"]
    return Case(
        name=name, family="clip", naming=naming, library=LIBRARY, model="CLIP", exercises=exercises,
        native_grid=(side, side), patch=vision["patch_size"], layers=vision["layers"],
        heads=vision["width"] // vision["head_width"], hidden=vision["width"], prefix_tokens=1,
        **dict(pooled="class") | more)


def clip(folder, generator):
    config = dict(embed_dim=EMBED, vision_cfg=VISION, text_cfg=TEXT)
    model = randomize(open_clip.CLIP(**config), generator)
    save(model, config, "clip-openclip", folder)
    row = clip_case("clip-openclip", VISION, "fused in_proj, projection (D, out), text tower beside, GELU", "open_clip")
    write(row, folder, tower_values(model), generator)

    averaged = SHORT | dict(no_ln_pre=True, pool_type="avg", final_ln_after_pool=True)
    config = dict(embed_dim=EMBED, vision_cfg=averaged, text_cfg=TEXT, quick_gelu=True)
    model = randomize(open_clip.CustomTextCLIP(**config), generator)
    save(model, config | dict(custom_text=True), "clip-openclip-clipa", folder)
    row = clip_case("clip-openclip-clipa", SHORT, "as CLIPA: no norm before the blocks, mean then norm; quick GELU; "
                    "prefix `text.`", "open_clip", pooled="mean-norm", tokens_are_normed=False)
    write(row, folder, tower_values(model), generator)


def openai(folder, generator):
    """The names of OpenAI's archives, with the three numbers they keep as tensors, in float16 as they are."""
    config = dict(embed_dim=EMBED, vision_cfg=SHORT, text_cfg=TEXT, quick_gelu=True)
    model = randomize(open_clip.CLIP(**config), generator).half()
    target = fresh(folder / "clip-openai")
    numbers = {"input_resolution": SHORT["image_size"], "context_length": TEXT["context_length"],
               "vocab_size": TEXT["vocab_size"]}
    tensors = {key: value.contiguous() for key, value in model.state_dict().items() if key != "attn_mask"}
    save_file(tensors | {key: torch.tensor(value) for key, value in numbers.items()}, target / "model.safetensors")
    config, _ = derived(cleaned(tensors)[0], SHORT["width"] // SHORT["head_width"], "openai")
    write_json(target / "config.json", config)
    write_preprocessor(target, SHORT["image_size"], CLIP_COLORS, crop=True)
    row = clip_case("clip-openai", SHORT, "float16, quick GELU, int64 scalars beside the weights", "OpenAI",
                    note="computed in float32; config.json is the one that Tools/convert-checkpoint.py derives")
    write(row, folder, tower_values(model.float()), generator)


def projected(reference):
    """The trunk's head, where it has one, is the projection to CLIP's space."""
    def renamed(pixels):
        return {"projected" if name == "logits" else name: value for name, value in reference(pixels).items()}
    return renamed


def trunks(folder, generator):
    """open_clip names a timm tower by its architecture and no more: the heads are told by that name alone."""
    note = ("the files are open_clip_config.json and open_clip_model.safetensors; the architecture's name says that "
            "there are twelve heads, and which activation")
    for name, architecture, family, pool, proj, sizes, pooled, exercises in (
            ("siglip-openclip", "vit_base_patch16_siglip_224", "siglip", "map", "none",
             dict(embed_dim=24, depth=2, mlp_ratio=1.2), "attention", "`visual.trunk.`, attention pooling"),
            ("eva02-openclip", "eva02_base_patch16_clip_224", "eva02", "token", None,
             dict(embed_dim=48, depth=2, mlp_ratio=0.4), "class", "`visual.trunk.`, norms inside, the head projects")):
        config = dict(embed_dim=EMBED, text_cfg=TEXT, vision_cfg=dict(
            image_size=8, timm_model_name=architecture, timm_pool=pool, timm_proj=proj))
        small = partial(timm.create_model, img_size=8, patch_size=2, **sizes)
        with mock.patch("open_clip.timm_model.timm.create_model", small):
            model = randomize(open_clip.CustomTextCLIP(**config), generator)
        unfuse(model.visual.trunk)
        save(model, config | dict(custom_text=True), name, folder)
        trunk = model.visual.trunk
        row = Case(
            name=name, family=family, naming="open_clip", library=f"{LIBRARY} with timm {timm.__version__}",
            model=architecture, exercises=exercises, native_grid=(4, 4), patch=2, layers=len(trunk.blocks), heads=12,
            hidden=trunk.embed_dim, prefix_tokens=trunk.num_prefix_tokens, pooled=pooled, note=note,
            grids=[(4, 4), (3, 5)])
        write(row, folder, projected(timm_values(trunk)), generator)


CASES = (clip, openai, trunks)
