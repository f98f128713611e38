#!/usr/bin/env python3
"""Writes Tests/Golden/objects/<picture>.safetensors: LOST, TokenCut, PCA and similarities of the sample pictures, by
NumPy and SciPy from what transformers computes with the default model's weights.

    python3 -m venv venv && venv/bin/pip install torch transformers pillow numpy scipy safetensors
    venv/bin/python Tools/golden/make-object-golden.py MODEL_FOLDER Images Tests/Golden/objects

Pictures as in make-sample-golden.py, the short side at 224. Matrices are whole here and eigenvectors SciPy's `eigh`.

For LOST and TokenCut the Keys' mean over the patches is subtracted first; `made-up.safetensors` has both, and Keys of
its own, without.

Written from the papers and what their code does, without any of it: LOST (Siméoni et al. 2021), TokenCut (Wang et al.
2022). Of equal degrees the lower patch number comes first.
"""

import sys
from pathlib import Path

import numpy as np
import scipy
import torch
import transformers
from PIL import Image
from safetensors.numpy import save_file
from scipy import linalg, ndimage

PATCH = 14
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
EXPANSION, TAU, EPSILON = 100, 0.2, 1e-5


def patches_along(side: int, shortest: int, short_side: int) -> int:
    return max(1, int(side * short_side / shortest / PATCH + 0.5))


class MadeUp:
    """Keys about a few directions, in patches of them, with a mean that leaves some products negative."""

    rows, columns, height, width = 12, 15, 170, 209

    def __init__(self):
        random = np.random.default_rng(5)
        directions = random.normal(size=(4, 24))
        y, x = np.mgrid[:self.rows, :self.columns]
        kinds = np.where((y - 7) ** 2 + (x - 5) ** 2 < 14, 1, 0) + 2 * (x > 11) * (y < 5)
        keys = directions[kinds.ravel()] + 0.7 * random.normal(size=(kinds.size, 24)) + 0.15
        self.keys = keys.astype(np.float32).astype(np.float64)


class Sample:
    """A picture's tokens after the final norm and its last layer's Keys less their mean, in double; the class token's
    rows left out."""

    def __init__(self, model: transformers.Dinov2Model, path: Path, short_side: int = 224):
        picture = Image.open(path).convert("RGB")
        self.width, self.height = picture.size
        self.columns, self.rows = (patches_along(side, min(picture.size), short_side) for side in picture.size)
        resized = np.asarray(picture.resize((self.columns * PATCH, self.rows * PATCH), Image.Resampling.BICUBIC))
        pixels = ((resized / 255 - MEAN) / DEVIATION).astype(np.float32).transpose(2, 0, 1)[None]
        kept = {}
        key = dict(model.named_modules())[last_key_map(model)]
        hook = key.register_forward_hook(lambda module, inputs, output: kept.update(keys=output))
        with torch.inference_mode():
            tokens = model(torch.from_numpy(pixels)).last_hidden_state
        hook.remove()
        self.tokens = tokens[0, 1:].double().numpy()
        self.class_token = tokens[0, 0].double().numpy()
        keys = kept["keys"].reshape(1, tokens.shape[1], -1)[0, 1:].double().numpy()
        self.keys = keys - keys.mean(axis=0)


def last_key_map(model) -> str:
    """transformers calls it `key` or `k_proj`, by its version."""
    names = [name for name, _ in model.named_modules() if name.endswith((".key", ".k_proj"))]
    return max(names, key=lambda name: int(next(part for part in name.split(".") if part.isdigit())))


def component(marked: np.ndarray, seed: int, sample: Sample | MadeUp) -> tuple[np.ndarray, np.ndarray]:
    """The 4-connected component of the seed, and its box: first row and column, rows, columns of the original whose
    centres are in the component's rows and columns of patches."""
    labels, _ = ndimage.label(marked.reshape(sample.rows, sample.columns))
    mask = labels == labels.ravel()[seed]
    y, x = np.nonzero(mask)
    rows = (np.arange(sample.height) + 0.5) * sample.rows / sample.height
    columns = (np.arange(sample.width) + 0.5) * sample.columns / sample.width
    inside = np.nonzero((rows >= y.min()) & (rows < y.max() + 1))[0]
    across = np.nonzero((columns >= x.min()) & (columns < x.max() + 1))[0]
    box = [inside[0], across[0], len(inside), len(across)]
    return mask.astype(np.uint8), np.array(box, np.float32)


def lost(sample: Sample | MadeUp) -> dict:
    similarity = sample.keys @ sample.keys.T
    positive = similarity > 0
    degrees = positive.sum(axis=1) - positive.diagonal()
    order = np.argsort(degrees, kind="stable")
    seed = order[0]
    potentials = order[:EXPANSION]
    similar = potentials[similarity[seed, potentials] > 0]
    mask, box = component(similarity[similar].sum(axis=0) > 0, seed, sample)
    return {"lost.degrees": degrees.astype(np.float32), "lost.seed": np.array([seed], np.float32),
            "lost.mask": mask, "lost.box": box}


def token_cut(sample: Sample | MadeUp) -> dict:
    keys = sample.keys / np.linalg.norm(sample.keys, axis=1, keepdims=True)
    weights = np.where(keys @ keys.T > TAU, 1, EPSILON)
    degrees = np.diag(weights.sum(axis=1))
    values, vectors = linalg.eigh(degrees - weights, degrees, subset_by_index=[1, 2])
    vector = vectors[:, 0]
    foreground = vector > vector.mean()
    lengths = np.abs(vector)
    # Patches with the same neighbours have the same value but for rounding: the first of them.
    seed = np.flatnonzero(lengths >= (1 - 1e-9) * lengths.max())[0]
    if not foreground[seed]:
        foreground, vector = ~foreground, -vector
    mask, box = component(foreground, seed, sample)
    return {"tokencut.eigenvector": vector.astype(np.float32), "tokencut.values": values.astype(np.float32),
            "tokencut.seed": np.array([seed], np.float32), "tokencut.mask": mask, "tokencut.box": box}


def principal(tokens: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the first components, each with its coefficient of the largest magnitude positive."""
    _, vectors = np.linalg.eigh(np.cov(tokens.T))
    components = vectors[:, ::-1][:, :count].T
    largest = np.abs(components).argmax(axis=1)
    return tokens.mean(axis=0), components * np.sign(components[np.arange(count), largest])[:, None]


def foreground_side(basis: tuple, samples: list) -> bool:
    """Whether it is the positive one: the side that is more like the pictures' class tokens."""
    positive = np.concatenate([project(basis, sample.tokens)[:, 0] > 0 for sample in samples])
    likeness = np.concatenate([similarities(sample)["similarity.class"] for sample in samples])
    return likeness[positive].mean() > likeness[~positive].mean()


def project(basis: tuple, tokens: np.ndarray) -> np.ndarray:
    mean, components = basis
    return (tokens - mean) @ components.T


def palette(samples: list, split: bool):
    """The colours of each sample's patches, (channels, patches), by one palette for all."""
    tokens = np.concatenate([sample.tokens for sample in samples])
    masks = [np.ones(len(sample.tokens), bool) for sample in samples]
    if split:
        first = principal(tokens, 1)
        side = foreground_side(first, samples)
        masks = [(project(first, sample.tokens)[:, 0] > 0) == side for sample in samples]
        tokens = np.concatenate([sample.tokens[mask] for sample, mask in zip(samples, masks)])
    basis = principal(tokens, 3)
    coordinates = project(basis, tokens)
    least, most = coordinates.min(axis=0), coordinates.max(axis=0)
    colors = [np.clip((project(basis, sample.tokens) - least) / (most - least), 0, 1).T for sample in samples]
    return basis, colors, masks


def pca(sample: Sample) -> dict:
    basis, (colors,), _ = palette([sample], split=False)
    split_basis, (split_colors,), (mask,) = palette([sample], split=True)
    return {"pca.components": basis[1].astype(np.float32), "pca.colors": colors.astype(np.float32),
            "pca.split.components": split_basis[1].astype(np.float32),
            "pca.split.colors": split_colors.astype(np.float32), "pca.split.foreground": mask.astype(np.uint8)}


def similarities(sample: Sample) -> dict:
    """To the patch in the middle of the grid, and to the class token."""
    lengths = np.linalg.norm(sample.tokens, axis=1)
    middle = sample.rows // 2 * sample.columns + sample.columns // 2
    return {
        "similarity.middle": (sample.tokens @ sample.tokens[middle] / lengths / lengths[middle]).astype(np.float32),
        "similarity.class": (
            sample.tokens @ sample.class_token / lengths / np.linalg.norm(sample.class_token)).astype(np.float32)}


def save(name: str, target: Path, tensors: dict) -> None:
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "transformers": transformers.__version__}
    save_file({key: np.ascontiguousarray(value) for key, value in tensors.items()}, target / f"{name}.safetensors",
              metadata={"model": "dinov2-small", "short_side": "224", **versions})
    print(name, {key: value.tolist() if value.size < 5 else value.shape for key, value in tensors.items()})


def main() -> None:
    folder, pictures, target = (Path(argument) for argument in sys.argv[1:4])
    torch.set_num_threads(2)
    configuration = transformers.Dinov2Config.from_pretrained(folder)
    model = transformers.Dinov2Model.from_pretrained(folder, config=configuration, attn_implementation="eager").eval()
    paths = sorted(path for path in pictures.iterdir() if path.suffix in (".png", ".jpg"))
    samples = {path.stem: Sample(model, path) for path in paths}
    _, colors, masks = palette(list(samples.values()), split=True)
    target.mkdir(parents=True, exist_ok=True)
    for (name, sample), shared, mask in zip(samples.items(), colors, masks):
        tensors = lost(sample) | token_cut(sample) | pca(sample) | similarities(sample)
        tensors |= {"pca.folder.colors": shared.astype(np.float32), "pca.folder.foreground": mask.astype(np.uint8)}
        save(name, target, tensors)
    made_up = MadeUp()
    save("made-up", target, {"keys": made_up.keys.astype(np.float32)} | lost(made_up) | token_cut(made_up))


if __name__ == "__main__":
    main()
