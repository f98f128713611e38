"""From the names in a training checkpoint to those of the encoder alone."""

import re

from .failure import ConversionFailure

# Wrappers around a whole model: of data-parallel training, of torch.compile, of Lightning.
WHOLE = ("module.", "_orig_mod.", "model.", "student.")
# Around the encoder, where other things lie beside: the student beside DINO's teacher, heads beside a backbone.
INNER = ("teacher.", "backbone.", "base_encoder.")
# Parts that only training has: projection heads of DINO and iBOT, MAE's decoder, a norm of DINOv3 for small crops.
TRAINING_ONLY = (
    r"head\.(mlp\.(\d+\.)?(weight|bias)|last_layer\.)", r"(dino|ibot)_head\.", r"decoder[._]", r"local_cls_norm\.",
    r"projector\.", r"predictor\.",
)


def cleaned(tensors: dict) -> tuple[dict, list[str]]:
    """The encoder's tensors and any classifier's, and sentences on what was taken away."""
    done = []
    while wrapper := next((prefix for prefix in WHOLE + INNER if wraps(prefix, tensors)), None):
        left = [name for name in tensors if not name.startswith(wrapper)]
        done += [f"took the prefix `{wrapper}` off"] + ([dropped(left, "outside of it")] if left else [])
        tensors = {name.removeprefix(wrapper): value for name, value in tensors.items() if name.startswith(wrapper)}
    for what, is_it in (
            ("only training needs them", lambda name, _: is_training(name, tensors)),
            ("no weights but numbers of the configuration, indices or masks", is_no_weight)):
        left = [name for name, value in tensors.items() if is_it(name, value)]
        if left:
            done.append(dropped(left, what))
            tensors = {name: value for name, value in tensors.items() if name not in left}
    if not tensors:
        raise ConversionFailure("no tensor is left after what only training needs was taken away")
    return tensors, done


def wraps(prefix: str, tensors: dict) -> bool:
    inside = [name for name in tensors if name.startswith(prefix)]
    return bool(inside) and (prefix in INNER or len(inside) == len(tensors))


def is_training(name: str, tensors: dict) -> bool:
    # MAE's mask token belongs to its decoder.
    masks = name == "mask_token" and any(other.startswith("decoder_embed") for other in tensors)
    return masks or any(re.match(pattern, name) for pattern in TRAINING_ONLY)


def is_no_weight(name: str, value) -> bool:
    return name.endswith("attn_mask") or not str(value.dtype).removeprefix("torch.").startswith(("float", "bfloat"))


def dropped(names: list[str], why: str) -> str:
    several = names[1:]
    return f"left out {len(names)} tensor{'s' if several else ''} ({names[0]}{', …' if several else ''}): {why}"
