"""Writes what AttentionExport's tests compare with: enlarged maps, numbers as text, and an array file.

    python3 Tools/golden/make-export-golden.py Tests/AttentionExportTests/Fixtures

Needs numpy, Pillow and safetensors.

The maps are enlarged by Pillow's bicubic filter in float32, which is cubic convolution with a = -0.5. Pillow leaves out
samples beyond the border where we repeat the border's, so the maps are given to it with two repeated rows and columns
around them, and it is asked for the part inside.
"""

import json
import sys

import numpy
from PIL import Image
from safetensors.numpy import save_file

# name: original (height, width), resized (height, width), crop (top, left), grid (rows, columns), patch size
GEOMETRIES = {
    "landscape": ((61, 95), (42, 70), (0, 0), (3, 5), 14),
    "portrait": ((131, 47), (98, 42), (0, 0), (7, 3), 14),
    "one patch": ((20, 31), (14, 14), (0, 0), (1, 1), 14),
    "one row": ((17, 83), (14, 98), (0, 0), (1, 7), 14),
    "cropped": ((90, 121), (64, 86), (11, 22), (3, 3), 14),
    "large patches": ((101, 77), (96, 64), (0, 0), (3, 2), 32),
}

NUMBERS = [0.0, 1.0, 0.1, 0.5, 0.25, 0.0123456, 0.00013924461, 0.012573881, 0.0099999, 0.00999, 9.99, 9.995, 99.95,
           123.4, 999.4, 999.6, 1000.0, 123456.0, 4.37e-06, 1.5e-05, 0.00009999, 0.000099999, 1e-10, 3.4e38, 1e-45,
           -0.25, -0.0272, -1.5e-05, 0.0298, 2.5, 100.0, 10.0, 0.022]


def spans(original, resized, crop, patches, size):
    """The rows (or columns) of the original that the grid covers, and its extent on them in patches."""
    centres = (numpy.arange(original) + 0.5) * resized / original
    inside = numpy.flatnonzero((centres >= crop) & (centres < crop + patches * size))
    first, end = int(inside[0]), int(inside[-1]) + 1
    return first, end, [(edge * resized / original - crop) / size for edge in (first, end)]


def enlarged(values, geometry):
    original, resized, crop, grid, size = geometry
    top, bottom, rows = spans(original[0], resized[0], crop[0], grid[0], size)
    left, right, columns = spans(original[1], resized[1], crop[1], grid[1], size)
    padded = Image.fromarray(numpy.pad(values, 2, mode="edge"))
    box = (columns[0] + 2, rows[0] + 2, columns[1] + 2, rows[1] + 2)
    inside = numpy.asarray(padded.resize((right - left, bottom - top), Image.Resampling.BICUBIC, box=box))
    inside = numpy.clip(inside, values.min(), values.max()).astype(numpy.float64)
    levels = numpy.full(original, 255.0)
    span = float(values.max()) - float(values.min())
    levels[top:bottom, left:right] = (inside - values.min()) * (255 / span) if span > 0 else 0
    return numpy.floor(levels + 0.5).astype(numpy.uint8)


def upsampling(random):
    tensors = {}
    for name, geometry in GEOMETRIES.items():
        original, resized, crop, grid, size = geometry
        values = (random.random(grid) ** 4 / 10).astype(numpy.float32)
        tensors[f"{name}.map"] = values
        tensors[f"{name}.levels"] = enlarged(values, geometry)
        tensors[f"{name}.geometry"] = numpy.array([*original, *resized, *crop, *grid, size], numpy.float32)
    return tensors


folder = sys.argv[1]
random = numpy.random.default_rng(2)
save_file(upsampling(random), f"{folder}/upsampling.safetensors")
with open(f"{folder}/numbers.json", "w") as file:
    # float32 first: what the library formats are floats.
    pairs = [(float(numpy.float32(number)), format(float(numpy.float32(number)), ".3g")) for number in NUMBERS]
    json.dump([{"value": repr(value), "text": text} for value, text in pairs], file, indent=0)
numpy.save(f"{folder}/maps.npy", (numpy.arange(2 * 3 * 2 * 5, dtype=numpy.float32) / 64).reshape(2, 3, 2, 5))
