#!/usr/bin/env python3
"""Writes what Pillow, PyTorch and transformers make of pictures, for Tests/ImageDecodingTests to compare with.

    python3 Tools/golden/make-preprocessing-golden.py

Needs numpy, Pillow 13, PyTorch, transformers and safetensors. Writes two safetensors files under Fixtures:

resizing.safetensors        "<filter> <height>x<width> to <height>x<width>": (height, width, 3) U8, Pillow's resize of
                            the picture of `made_picture`, which the test makes for itself
preprocessing.safetensors   "resized <name>": (24, 24, 3) U8, Pillow's bicubic, the image processor's resize and crop
                            "patches <name>": (4, 432) F32, the same normalised and cut by torch.nn.functional.unfold
                            "crops": rows of (height, width, edge, crop, resized height and width, top, left)
                            "grids": rows of (height, width, short side, patch, rows, columns)
"""

from math import floor
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import save_file
from transformers import BitImageProcessorPil

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "ImageDecodingTests" / "Fixtures"
FILTERS = {name: Image.Resampling[name.upper()]
           for name in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")}
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
PATCH, EDGE, CROP = 12, 27, 24

# From, to: height and width. Up, down, both; odd; one side alone; long and thin, where Pillow 13 resizes the height
# first; hundreds of pixels into one.
SIZES = [
    ((37, 53), (20, 31)), ((37, 53), (61, 92)), ((37, 53), (37, 20)), ((37, 53), (37, 91)), ((37, 53), (11, 53)),
    ((37, 53), (80, 53)), ((37, 53), (37, 53)), ((37, 53), (20, 92)), ((37, 53), (61, 31)), ((1, 1), (9, 14)),
    ((1, 50), (16, 160)), ((50, 1), (160, 16)), ((2, 3000), (14, 210)), ((3000, 2), (1, 1)), ((3000, 2), (70, 3)),
    ((2, 3000), (1, 1)), ((300, 200), (33, 48)), ((200, 300), (33, 48)), ((300, 20), (17, 64)), ((301, 200), (100, 100)),
    ((300, 200), (100, 100)), ((64, 64), (32, 32)), ((64, 64), (63, 65)), ((17, 16), (16, 17)), ((5, 4), (4, 5)),
]


def made_picture(height, width):
    """Noise that any language makes alike: the top bits of a multiplication. Where bit 16 is set, black or white."""
    counter = np.arange(height * width * 3, dtype=np.uint32)
    mixed = counter * np.uint32(2654435761)
    value = (mixed >> np.uint32(24)).astype(np.uint8)
    hard = np.where(value > 127, 255, 0).astype(np.uint8)
    return np.where(mixed & np.uint32(1 << 16), hard, value).astype(np.uint8).reshape(height, width, 3)


def resizing():
    result = {}
    for (height, width), (new_height, new_width) in SIZES:
        picture = Image.fromarray(made_picture(height, width))
        for name, filter in FILTERS.items():
            resized = picture.resize((new_width, new_height), filter)
            result[f"{name} {height}x{width} to {new_height}x{new_width}"] = np.array(resized)
    return result


def processor(edge, crop):
    return BitImageProcessorPil(
        size={"shortest_edge": edge}, crop_size={"height": crop, "width": crop}, resample=3, do_convert_rgb=True,
        image_mean=MEAN, image_std=DEVIATION)


def processed(picture):
    """The processor's own pixels before and after normalisation; the latter as rows of patches."""
    ours = processor(EDGE, CROP)
    plain = ours(picture, do_rescale=False, do_normalize=False, return_tensors="np")["pixel_values"][0]
    values = torch.from_numpy(ours(picture, return_tensors="np")["pixel_values"]).float()
    patches = torch.nn.functional.unfold(values, PATCH, stride=PATCH)[0].T
    return np.ascontiguousarray(plain.transpose(1, 2, 0).astype(np.uint8)), patches.contiguous().numpy()


def crops():
    """Read off what the processor does to a picture whose pixels say where they lie."""
    rows = []
    for height, width, edge, crop in [(300, 451, 256, 224), (451, 300, 256, 224), (100, 101, 40, 33), (41, 97, 30, 29),
                                      (97, 41, 31, 30), (333, 500, 257, 224), (256, 256, 256, 224), (31, 200, 31, 31)]:
        short, long = min(height, width), max(height, width)
        resized = (edge, int(edge * long / short)) if height <= width else (int(edge * long / short), edge)
        y, x = np.mgrid[: resized[0], : resized[1]]
        places = np.dstack([y % 256, x % 256, (y // 256) * 16 + x // 256]).astype(np.uint8)
        first = processor(edge, crop)(
            Image.fromarray(places), do_resize=False, do_rescale=False, do_normalize=False, return_tensors="np",
        )["pixel_values"][0, :, 0, 0].astype(int)
        top, left = first[0] + 256 * (first[2] // 16), first[1] + 256 * (first[2] % 16)
        scaled = processor(edge, crop)(
            Image.new("RGB", (width, height)), do_center_crop=False, return_tensors="np")["pixel_values"].shape[2:]
        assert tuple(scaled) == resized
        rows.append([height, width, edge, crop, *resized, top, left])
    return np.array(rows, np.float32)


def grids():
    """The design's rule, in Python's floats."""
    rows = []
    generator = np.random.default_rng(5)
    sizes = [(300, 451), (512, 512), (400, 600), (427, 640), (1, 1), (1, 50), (50, 1), (13, 14), (1600, 2560)]
    sizes += [tuple(int(v) for v in generator.integers(1, 4000, 2)) for _ in range(150)]
    for height, width in sizes:
        for short_side, patch in [(224, 14), (448, 14), (518, 14), (224, 16), (384, 32), (7, 14), (100, 8)]:
            count = [max(1, floor(side * short_side / min(height, width) / patch + 0.5)) for side in (height, width)]
            if count[0] * count[1] <= 65536:
                rows.append([height, width, short_side, patch, *count])
    return np.array(rows, np.float32)


def main():
    save_file(resizing(), FIXTURES / "resizing.safetensors")
    tensors = {"crops": crops(), "grids": grids()}
    for path in sorted((ROOT / "Images").iterdir()):
        if path.suffix in (".png", ".jpg"):
            pixels, patches = processed(Image.open(path).convert("RGB"))
            tensors[f"resized {path.name}"], tensors[f"patches {path.name}"] = pixels, patches
    save_file(tensors, FIXTURES / "preprocessing.safetensors")


if __name__ == "__main__":
    main()
