#!/usr/bin/env python3
"""Writes Tests/Golden/match.safetensors: nearest patches of two pictures, by transformers and NumPy.

    python3 -m venv venv && venv/bin/pip install torch transformers safetensors numpy pillow
    venv/bin/python Tools/golden/make-match-golden.py <store>/dinov2-small Images Tests/Golden

The whole matrix of cosines in double, and the first of its largest elements in each row and each column. For the small
random model on two of its own grids, and for the default model on two sample pictures at a short side of 224. For each
of them, of tokens (the final norm applied) and of Keys, in some layers:

    <name>.<features>.<layer>.rows       the column of the largest element of each row
    <name>.<features>.<layer>.columns    the row of the largest element of each column
    <name>.<features>.<layer>.cosines    the largest elements of the rows, then those of the columns
    <name>.<features>.<layer>.leads      by how much each of them exceeds the next in its row or column
"""

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import load_file, save_file
from transformers import Dinov2Model

MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
PATCH, SHORT_SIDE = 14, 224


def features(model: Dinov2Model, pixels: np.ndarray, kind: str, layer: int) -> np.ndarray:
    """(patches, D) in double, of length 1."""
    taken = {}

    def keep(_, __, output):
        taken["keys"] = output[0]

    hooks = [
        module.register_forward_hook(keep) for name, module in model.named_modules()
        if f"layer.{layer}." in name and name.rsplit(".", 1)[-1] in ("key", "k_proj")]
    with torch.no_grad():
        result = model(torch.from_numpy(pixels)[None], output_hidden_states=True)
        taken["tokens"] = model.layernorm(result.hidden_states[layer + 1])[0]
    for hook in hooks:
        hook.remove()
    rows = taken[kind][1:].double().numpy()
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def nearest(name: str, first: np.ndarray, second: np.ndarray) -> dict[str, np.ndarray]:
    cosines = first @ second.T
    ranked = [np.sort(cosines, axis=1), np.sort(cosines.T, axis=1)]
    values = {
        "rows": cosines.argmax(1), "columns": cosines.argmax(0),
        "cosines": np.concatenate([side[:, -1] for side in ranked]),
        "leads": np.concatenate([side[:, -1] - side[:, -2] for side in ranked]),
    }
    return {f"{name}.{key}": value.astype(np.float32) for key, value in values.items()}


def sample(path: Path) -> np.ndarray:
    """Resized by Pillow, each side to the nearest whole number of patches."""
    picture = Image.open(path).convert("RGB")
    columns, rows = (max(1, int(side * SHORT_SIDE / min(picture.size) / PATCH + 0.5)) for side in picture.size)
    resized = np.asarray(picture.resize((columns * PATCH, rows * PATCH), Image.Resampling.BICUBIC))
    return ((resized / 255 - MEAN) / DEVIATION).astype(np.float32).transpose(2, 0, 1)


def main() -> None:
    default, pictures, target = (Path(argument) for argument in sys.argv[1:4])
    small = load_file(target / "small-dinov2.safetensors")
    cases = [
        ("small", target / "small-dinov2", small["6x6.pixels"], small["3x7.pixels"], (0, 1, 2)),
        ("samples", default, sample(pictures / "coffee.png"), sample(pictures / "astronaut.png"), (4, 11)),
    ]
    values = {}
    for name, folder, first, second, layers in cases:
        model = Dinov2Model.from_pretrained(folder, attn_implementation="eager").eval()
        for kind in ("tokens", "keys"):
            for layer in layers:
                values |= nearest(
                    f"{name}.{kind}.{layer}", features(model, first, kind, layer), features(model, second, kind, layer))
    save_file(values, target / "match.safetensors")


if __name__ == "__main__":
    main()
