"""What is derived: one number of a picture's output, and the tokens that it is read from."""

import zlib

import numpy as np
import torch
from families.case import Case

# One of five; nothing hangs on which.
CLASS = 3
# What a cosine of picture and text is multiplied by.
SCALE = 20.0
# Heads of a classifier that read other tokens than `pooled` is made of.
CLASS_AND_MEAN, MEAN = ("dinov2-hf-classifier", "dinov2-registers-hf-classifier"), (
    "clip-hf-classifier", "siglip-hf-classifier")
CLASS_AND_DISTILLATION = ("deit-hf-teacher", "deit-timm-distilled")


def text_feature(case: Case, size: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(zlib.crc32(case.name.encode()))
    return torch.randn(size, generator=generator)


def kinds(values: dict) -> list[str]:
    """The case's own target, and its feature where that is another."""
    own = "class" if "logits" in values else "text" if "projected" in values else "feature"
    return [own] if own == "feature" else [own, "feature"]


def output(kind: str, case: Case, values: dict) -> torch.Tensor:
    """A class's logit; a text's; or the feature along itself: y = f · f̂ with the unit vector f̂ held fixed."""
    if kind == "class":
        return values["logits"][CLASS]
    if kind == "text":
        text = text_feature(case, len(values["projected"])).to(values["projected"].dtype)
        return SCALE * torch.nn.functional.cosine_similarity(values["projected"], text, dim=0, eps=0)
    feature = values.get("projected", values["pooled"])
    return feature @ (feature / feature.norm()).detach()


def reading(kind: str, case: Case, tokens: int) -> np.ndarray:
    """How much of the output is read from each token: the class token, the mean of the patches, or two of them."""
    first, second, patches = np.zeros(tokens), np.zeros(tokens), np.zeros(tokens)
    first[0], patches[case.prefix_tokens:] = 1, 1 / (tokens - case.prefix_tokens)
    if case.prefix_tokens > 1:
        second[1] = 1
    if kind == "class" and case.name in CLASS_AND_MEAN:
        return (first + patches) / 2
    if case.name in CLASS_AND_DISTILLATION and (kind == "class" or case.pooled.startswith("class-distillation")):
        return (first + second) / 2
    if kind == "class" and case.name in MEAN or case.pooled.startswith("mean"):
        return patches
    return first
