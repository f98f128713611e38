#!/usr/bin/env python3
"""Writes Tests/Golden/faithfulness.safetensors: deletion and insertion curves by transformers and NumPy.

    python3 -m venv venv && venv/bin/pip install torch transformers safetensors numpy
    venv/bin/python Tools/golden/make-faithfulness-golden.py Tests/Golden

For the small random model, which has no classifier, and for a small random ViT with one, whole pictures are masked
pixel by pixel and go through transformers' own model, from their patch embedding on:

    <name>.map                       a value for each patch, some of them equal
    <name>.<baseline>.deletion       the score after each step, from the whole picture on
    <name>.<baseline>.insertion      likewise, from the empty picture on
    <name>.<baseline>.areas          the areas under the two

`blur.places` and `blur.values`: some pixels (channel, y, x) of a picture of 168×224 that is (31y + 17x + 7c) mod 23 ⁄
23, and what they are when it is blurred. `areas.*`: curves and the areas that numpy.trapezoid finds under them.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from transformers import Dinov2Model, ViTForImageClassification

STEPS = 7


def blurred(picture: np.ndarray) -> np.ndarray:
    """(3, height, width); σ is 5 pixels of 224, and as many on each side are looked at; in double."""
    reach = max(1, round(5 * min(picture.shape[1:]) / 224))
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-((offsets / reach) ** 2) / 2)
    for axis in (1, 2):
        length = picture.shape[axis]
        places = np.arange(length)[:, None] + offsets
        weights = np.where((places >= 0) & (places < length), kernel, 0)
        weights /= weights.sum(1, keepdims=True)
        windows = np.take(picture, np.clip(places, 0, length - 1), axis=axis)
        shape = [1] * windows.ndim
        shape[axis], shape[axis + 1] = weights.shape
        picture = (windows * weights.reshape(shape)).sum(axis + 1)
    return picture


def baselines(picture: np.ndarray) -> dict[str, np.ndarray]:
    mean = np.broadcast_to(picture.mean((1, 2), keepdims=True), picture.shape)
    return {"mean": mean, "blur": blurred(picture)}


def curve(score, first: np.ndarray, second: np.ndarray, order: np.ndarray, columns: int, side: int) -> list[float]:
    scores = []
    for step in range(STEPS + 1):
        picture = first.copy()
        # Python rounds halves to even, and there are none with seven steps.
        for patch in order[: round(step * len(order) / STEPS)]:
            y, x = patch // columns * side, patch % columns * side
            picture[:, y : y + side, x : x + side] = second[:, y : y + side, x : x + side]
        scores.append(score(picture))
    return scores


def scorer(output, picture: np.ndarray, is_classifier: bool):
    """The score of a picture by what the model says of the whole one."""
    whole = output(picture)

    def probability(masked: np.ndarray) -> float:
        logits = output(masked)
        weights = np.exp(logits - logits.max())
        return float(weights[whole.argmax()] / weights.sum())

    def cosine(masked: np.ndarray) -> float:
        feature = output(masked)
        return float(feature @ whole / np.linalg.norm(feature) / np.linalg.norm(whole))

    return probability if is_classifier else cosine


def curves(name: str, output, picture: np.ndarray, side: int, seed: int, is_classifier: bool) -> dict[str, np.ndarray]:
    picture = picture.astype(np.float64)
    rows, columns = picture.shape[1] // side, picture.shape[2] // side
    importance = np.random.default_rng(seed).random(rows * columns).round(1)
    order = np.argsort(-importance, kind="stable")
    score = scorer(output, picture, is_classifier)
    values = {f"{name}.map": importance}
    for baseline, empty in baselines(picture).items():
        deletion = curve(score, picture, empty, order, columns, side)
        insertion = curve(score, empty, picture, order, columns, side)
        parts = np.linspace(0, 1, STEPS + 1)
        values[f"{name}.{baseline}.deletion"] = deletion
        values[f"{name}.{baseline}.insertion"] = insertion
        values[f"{name}.{baseline}.areas"] = [np.trapezoid(deletion, parts), np.trapezoid(insertion, parts)]
    return values


def blur_of_a_larger_picture() -> dict[str, np.ndarray]:
    channel, y, x = np.mgrid[:3, :168, :224]
    result = blurred((31 * y + 17 * x + 7 * channel) % 23 / 23)
    generator = np.random.default_rng(3)
    places = np.stack([generator.integers(0, size, 200) for size in result.shape], axis=1)
    places[:4] = [[0, 0, 0], [1, 167, 223], [2, 0, 223], [0, 167, 0]]
    return {"blur.places": places, "blur.values": result[tuple(places.T)]}


def areas() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(11)
    values = {}
    for index, count in enumerate((2, 3, 21, 100)):
        scores = generator.random(count)
        values[f"areas.{index}.scores"] = scores
        values[f"areas.{index}.area"] = [np.trapezoid(scores.astype(np.float32), np.linspace(0, 1, count))]
    return values


def main() -> None:
    folder = Path(sys.argv[1])
    dinov2 = Dinov2Model.from_pretrained(folder / "small-dinov2").eval()
    classifier = ViTForImageClassification.from_pretrained(folder / "families/vit-hf-classifier").eval()

    def run(model, **options):
        def output(picture: np.ndarray) -> np.ndarray:
            with torch.no_grad():
                result = model(torch.from_numpy(picture.astype(np.float32))[None], **options)
            return (result.logits if "logits" in result else result.pooler_output)[0].double().numpy()

        return output

    small = load_file(folder / "small-dinov2.safetensors")
    vit = load_file(folder / "families/vit-hf-classifier.safetensors")
    values = (
        curves("cosine", run(dinov2), small["6x6.pixels"], 4, 5, False)
        | curves("probability", run(classifier, interpolate_pos_encoding=True), vit["3x5.pixels"], 2, 6, True)
        | blur_of_a_larger_picture() | areas())
    save_file({name: np.asarray(value, dtype=np.float32) for name, value in values.items()},
              folder / "faithfulness.safetensors")


if __name__ == "__main__":
    main()
