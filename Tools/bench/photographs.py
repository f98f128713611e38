"""Pictures for the comparisons, made of the sample pictures."""

import random
import shutil
from pathlib import Path

import cv2
import numpy as np

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
#: Width and height of the photographs, about 4.2 megapixels each. A camera has a few formats, and so few grids.
FORMATS = [(2520, 1680), (2368, 1776), (1776, 2368)]


def samples(root: Path) -> dict[str, np.ndarray]:
    """Blue, green, red, as OpenCV reads them."""
    return {path.stem: cv2.imread(str(path)) for path in sorted((root / "Images").glob("*.*g"))}


def part(picture: np.ndarray, height: int, width: int, chance: random.Random, least: float) -> np.ndarray:
    """Somewhere in the picture, in these proportions, `least` to all of the largest such part."""
    share = chance.uniform(least, 1) * min(picture.shape[0] / height, picture.shape[1] / width)
    part_height, part_width = int(height * share), int(width * share)
    top = chance.randint(0, picture.shape[0] - part_height)
    left = chance.randint(0, picture.shape[1] - part_width)
    return picture[top:top + part_height, left:left + part_width]


def make_photographs(root: Path, folder: Path, count: int) -> None:
    """JPEGs of some four megapixels: parts of the sample pictures, enlarged."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pictures = list(samples(root).values())
    chance = random.Random(4)
    for index in range(count):
        width, height = FORMATS[index % len(FORMATS)]
        chosen = part(pictures[index % len(pictures)], height, width, chance, 0.7)
        large = cv2.resize(chosen, (width, height), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / f"photograph-{index:02}.jpg"), large, [cv2.IMWRITE_JPEG_QUALITY, 90])


def crops(root: Path, side: int, each: int, seed: int) -> list[np.ndarray]:
    """Squares of every sample picture, (side, side, 3)."""
    chance = random.Random(seed)
    return [
        cv2.resize(part(picture, side, side, chance, 0.5), (side, side), interpolation=cv2.INTER_AREA)
        for picture in samples(root).values() for _ in range(each)]


def normalized(picture: np.ndarray) -> np.ndarray:
    """Blue, green, red of 8 bits → (1, 3, H, W), as the model was trained."""
    values = (picture[:, :, ::-1] / 255 - MEAN) / DEVIATION
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None], dtype=np.float32)
