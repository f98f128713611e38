#!/usr/bin/env python3
"""Writes what Pillow makes of the pictures that Tools/reliability/corpora.sh fetches, for CorpusTests.

    python3 -m venv venv && venv/bin/pip install pillow==13.0.0 numpy
    venv/bin/python Tools/golden/make-corpus-golden.py .build/corpora

A line a file in Tests/ImageDecodingTests/Fixtures/corpora.tsv, with tabs between:

    path      below the folder
    digest    of the file: its CRC-32 and its Adler-32, eight digits each
    size      HEIGHTxWIDTH, upright; "refused" where Pillow raises an error, "large" above the 100 megapixels of the
              limit
    digest    of the upright RGB pixels, row by row; "-" where another decoder's rounding differs
    means     96 digits: of 4 by 4 parts, row by row, the mean red, green and blue, rounded

Upright RGB is what PatchLens makes of a picture, computed here from what Pillow decoded: transparency laid on white and
rounded to nearest, 16-bit grey scaled. Pillow takes the upper byte of other 16-bit samples, and JPEGs depend on the
version of libjpeg: of those the means have to do.
"""

import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

LIMIT = 100_000_000
PARTS = 4


def digest(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}{zlib.adler32(data):08x}"


def upright_rgb(image: Image.Image) -> np.ndarray:
    """(height, width, 3) uint8."""
    transparent = image.info.get("transparency")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        grey = np.asarray(image).astype(np.int64)
        scaled = (grey * 255 * 2 + 65535) // (2 * 65535)
        if transparent is not None:
            scaled[grey == transparent] = 255
        return np.repeat(scaled.astype(np.uint8)[..., None], 3, axis=2)
    if image.mode == "CMYK":
        ink = np.asarray(image).astype(np.int64)
        # Pillow inverts what Adobe writes, so that 255 is all ink.
        return (((255 - ink[..., :3]) * (255 - ink[..., 3:]) + 127) // 255).astype(np.uint8)
    rgba = np.asarray(image.convert("RGBA")).astype(np.int64)
    alpha = rgba[..., 3:]
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def means(rgb: np.ndarray) -> str:
    height, width, _ = rgb.shape
    rows, columns = ([side * part // PARTS for part in range(PARTS + 1)] for side in (height, width))
    digits = []
    for row in range(PARTS):
        for column in range(PARTS):
            top, left = rows[row], columns[column]
            # A side of less than four pixels has parts of none: they begin with the pixel that is next.
            part = rgb[top : max(rows[row + 1], top + 1), left : max(columns[column + 1], left + 1)]
            digits.append("".join(f"{int(np.floor(mean + 0.5)):02x}" for mean in part.mean(axis=(0, 1))))
    return "".join(digits)


def is_exact(path: Path, image: Image.Image) -> bool:
    """Whether every decoder has the same pixels: a PNG of up to 8 bits a sample, or of 16-bit grey."""
    bit_depth = path.read_bytes()[24]
    return image.format == "PNG" and (bit_depth <= 8 or image.mode.startswith("I"))


def facts(path: Path) -> list[str]:
    try:
        with Image.open(path, formats=("PNG", "JPEG", "MPO")) as image:
            if image.width * image.height > LIMIT:
                return ["large"]
            exact = is_exact(path, image)
            image.load()
            rgb = upright_rgb(image)
    except Exception:  # noqa: BLE001: Pillow raises many kinds, and each is a refusal.
        return ["refused"]
    return [f"{rgb.shape[0]}x{rgb.shape[1]}", digest(rgb.tobytes()) if exact else "-", means(rgb)]


def main() -> None:
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    folder = Path(sys.argv[1])
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        lines.append("\t".join([str(path.relative_to(folder)), digest(path.read_bytes()), *facts(path)]))
    output = Path(__file__).parents[2] / "Tests/ImageDecodingTests/Fixtures/corpora.tsv"
    output.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} files, {sum(line.endswith('refused') for line in lines)} refused")


if __name__ == "__main__":
    main()
