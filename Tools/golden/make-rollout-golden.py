#!/usr/bin/env python3
"""Writes Tests/Golden/attention-methods.safetensors: rollouts and head statistics in double, from committed attention.

    python3 -m venv venv && venv/bin/pip install numpy safetensors
    venv/bin/python Tools/golden/make-rollout-golden.py Tests/Golden

The attention is what transformers computed for the small models of Tests/Golden (make-small-dinov2.py and
make-family-golden.py wrote it). Rollouts are products of whole N×N matrices, first layer to last, as the paper and the
vit-explain repository have them. For each case:

    <case>.<method>.<fusion>.<discard>   (patches)
    <case>.received, .entropy, .distance, .distance-all   (layers, heads, patches)

A map of NaN stands for one of which everything was discarded.
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

#: Name, golden file, grid, prefix tokens, pixels of a patch's side.
CASES = [
    ("small", "small-dinov2", (3, 7), 1, 4),
    ("small-square", "small-dinov2", (6, 6), 1, 4),
    ("dinov2-registers-hf", "families/dinov2-registers-hf", (3, 5), 4, 2),
    ("deit-hf-classifier", "families/deit-hf-classifier", (3, 5), 2, 2),
    ("clip-hf-vision", "families/clip-hf-vision", (3, 5), 1, 2),
    ("siglip-hf-vision", "families/siglip-hf-vision", (3, 5), 0, 2),
]
FUSIONS = {"mean": np.mean, "max": np.max, "min": np.min}
DISCARDS = (0.0, 0.5, 0.9)


def discarded(fused: np.ndarray, ratio: float) -> np.ndarray:
    """The floor(ratio N²) smallest of the flattened matrix set to zero, all but the very first."""
    flat = fused.flatten()
    smallest = np.argsort(flat, kind="stable")[: int(flat.size * ratio)]
    flat[smallest[smallest != 0]] = 0
    return flat.reshape(fused.shape)


def paper(fused: np.ndarray) -> np.ndarray:
    """Half a residual connection, half the attention with rows that sum to 1; a row of nothing is all residual."""
    sums = fused.sum(axis=1, keepdims=True)
    eye = np.eye(len(fused))
    return np.where(sums > 0, 0.5 * eye + 0.5 * fused / np.where(sums > 0, sums, 1), eye)


def vit_explain(fused: np.ndarray) -> np.ndarray:
    """A vector of sums is divided by along the last axis: column j by the sum of row j."""
    mixed = (fused + np.eye(len(fused))) / 2
    return mixed / mixed.sum(axis=-1)


def vit_explain_fixed(fused: np.ndarray) -> np.ndarray:
    mixed = (fused + np.eye(len(fused))) / 2
    return mixed / mixed.sum(axis=-1, keepdims=True)


METHODS = {"rollout": paper, "rollout-vit-explain": vit_explain, "rollout-vit-explain-fixed": vit_explain_fixed}


def rollout(attention: np.ndarray, probe: np.ndarray | None, prefix: int, method: str, fusion: str,
            ratio: float) -> np.ndarray:
    """The class row over the patches; with a probe, its row through all layers."""
    result = np.eye(attention.shape[-1])
    for layer in attention:
        result = METHODS[method](discarded(FUSIONS[fusion](layer, axis=0), ratio)) @ result
    if probe is None:
        row = result[0]
    else:
        fused = FUSIONS[fusion](probe[:, 0], axis=0)
        row = (fused / fused.sum() if method == "rollout" else fused) @ result
    patches = row[prefix:]
    if method == "rollout":
        return patches
    return patches / patches.max() if patches.max() > 0 else np.full_like(patches, np.nan)


def statistics(attention: np.ndarray, grid: tuple[int, int], prefix: int, patch: int) -> dict[str, np.ndarray]:
    """(layers, heads, N, N) to (layers, heads, patches) each."""
    places = np.stack(np.meshgrid(*(np.arange(side) for side in grid), indexing="ij"), axis=-1).reshape(-1, 2)
    distances = patch * np.linalg.norm(places[:, None] - places[None], axis=-1)
    rows = attention[:, :, prefix:]
    among = rows[..., prefix:]
    moments = (among * distances).sum(axis=-1)
    return {
        "received": attention.mean(axis=2)[..., prefix:],
        "entropy": -(rows * np.log(rows)).sum(axis=-1),
        "distance": moments / among.sum(axis=-1),
        "distance-all": moments,
    }


def main() -> None:
    folder = Path(sys.argv[1])
    golden = {}
    for name, file, grid, prefix, patch in CASES:
        values = load_file(folder / f"{file}.safetensors")
        size = f"{grid[0]}x{grid[1]}"
        attention = values[f"{size}.attention"].astype(np.float64)
        probe = None if prefix else values[f"{size}.probe_attention"].astype(np.float64)
        for quantity, value in statistics(attention, grid, prefix, patch).items():
            golden[f"{name}.{quantity}"] = value
        for method in METHODS:
            for fusion in FUSIONS:
                for ratio in DISCARDS:
                    golden[f"{name}.{method}.{fusion}.{ratio}"] = rollout(
                        attention, probe, prefix, method, fusion, ratio)
    save_file(
        {key: np.ascontiguousarray(value, dtype=np.float32) for key, value in golden.items()},
        folder / "attention-methods.safetensors", metadata={"numpy": np.__version__})


if __name__ == "__main__":
    main()
