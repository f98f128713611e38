#!/usr/bin/env python3
"""Writes the pictures of Tests/GoldenTests/Fixtures that the command's tests read.

usage: make-command-pictures.py   (needs Pillow; run once, the pictures are committed)

large.jpg   2560×1600, the sample picture rocket.jpg in the size of a photograph, at a quality that keeps it small
pixel.png   1×1, the smallest picture there is
"""

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "GoldenTests" / "Fixtures"


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    rocket = Image.open(ROOT / "Images" / "rocket.jpg").convert("RGB")
    # 640×427 cut to 640×400, the proportions of 2560×1600.
    large = rocket.crop((0, 27, 640, 427)).resize((2560, 1600), Image.Resampling.BICUBIC)
    large.save(FIXTURES / "large.jpg", quality=40)
    Image.new("RGB", (1, 1), (200, 120, 40)).save(FIXTURES / "pixel.png")


if __name__ == "__main__":
    main()
