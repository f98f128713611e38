"""PNG encoders on the same pixels; called by png.sh.

Processor time of one thread, so that what else the machine does counts little. PatchLens and libpng write through
png-benchmark to nowhere, Pillow and OpenCV into memory. Each round takes every encoder in turn.
"""

import argparse
import io
import shutil
import statistics
import subprocess
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

import photographs
import results

REFERENCE = "OpenCV, level 1"
#: Encoders of png-benchmark, and what they are called.
OURS = {"patchlens-fast": "PatchLens, `fast`", "patchlens-small": "PatchLens, `small`"}
LIBPNG = {
    "libpng-rle-paeth": "libpng, level 1, runs, Paeth",
    "libpng-huffman-paeth": "libpng, no matches, Paeth",
    "libpng-1-sub": "libpng, level 1, Sub",
    "libpng-6": "libpng, level 6, all filters",
}


def by_pillow(pixels, **options):
    memory = io.BytesIO()
    Image.fromarray(pixels).save(memory, "png", **options)
    return len(memory.getbuffer())


def by_opencv(pixels, options):
    return len(cv2.imencode(".png", pixels[:, :, ::-1], options)[1])


PYTHON = {
    REFERENCE: lambda pixels: by_opencv(pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1]),
    "OpenCV, as it comes": lambda pixels: by_opencv(pixels, []),
    "Pillow, level 1": lambda pixels: by_pillow(pixels, compress_level=1),
    "Pillow, as it comes": lambda pixels: by_pillow(pixels),
}


def run_benchmark(program: Path, encoder: str, pixels, raw: Path) -> tuple[float, int]:
    target = raw.with_suffix(f".{encoder}.png")
    height, width = pixels.shape[:2]
    result = subprocess.run(
        [program, encoder, str(height), str(width), raw, target, "1"], check=True, capture_output=True, text=True)
    return float(result.stdout), target.stat().st_size


def run_python(encode, pixels) -> tuple[float, int]:
    start = time.process_time()
    size = encode(pixels)
    return (time.process_time() - start) * 1e3, size


def check(raw: Path, pixels) -> None:
    """Every file PatchLens made is what other readers take it for."""
    for encoder in OURS:
        path = raw.with_suffix(f".{encoder}.png")
        assert np.array_equal(np.asarray(Image.open(path)), pixels), f"{path} by Pillow"
        assert np.array_equal(cv2.imread(str(path))[:, :, ::-1], pixels), f"{path} by OpenCV"
        if shutil.which("pngcheck"):
            subprocess.run(["pngcheck", "-q", path], check=True)


def compare(program: Path, pictures: list[Path], rounds: int) -> dict[str, tuple[float, float]]:
    """Mean over the pictures of each encoder's median milliseconds, and of its bytes."""
    totals: dict[str, list[tuple[float, int]]] = {}
    for path in pictures:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        raw = path.with_suffix(".rgb")
        raw.write_bytes(pixels.tobytes())
        found: dict[str, list[tuple[float, int]]] = {}
        for _ in range(rounds):
            for encoder, name in (OURS | LIBPNG).items():
                found.setdefault(name, []).append(run_benchmark(program, encoder, pixels, raw))
            for name, encode in PYTHON.items():
                found.setdefault(name, []).append(run_python(encode, pixels))
        check(raw, pixels)
        for name, results in found.items():
            totals.setdefault(name, []).append((statistics.median(time for time, _ in results), results[0][1]))
    return {name: tuple(statistics.fmean(column) for column in zip(*results)) for name, results in totals.items()}


def table(title: str, results: dict[str, tuple[float, float]]) -> str:
    time_of_reference, size_of_reference = results[REFERENCE]
    lines = [
        f"| {title} | processor ms | kB | {REFERENCE}: time ÷ this | size of this ÷ |", "| --- | --- | --- | --- | --- |"]
    for name, (milliseconds, size) in results.items():
        lines.append(
            f"| {name} | {milliseconds:.1f} | {size / 1e3:.0f} | {time_of_reference / milliseconds:.2f} "
            f"| {size / size_of_reference:.3f} |")
    return "\n".join(lines)


def draw(root: Path, source: Path, target: Path, *options: str) -> list[Path]:
    shutil.rmtree(target, ignore_errors=True)
    program = root / ".build/release/patchlens"
    subprocess.run([program, source, "-o", target, "--overwrite", "-q", *options], check=True)
    return sorted(target.glob("*.png"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    cv2.setNumThreads(1)

    folder = options.work / "png"
    shutil.rmtree(folder, ignore_errors=True)
    photographs.make_photographs(options.root, folder / "photographs", options.pictures)
    sets = {
        "overlays of 4 megapixels": draw(options.root, folder / "photographs", folder / "overlays"),
        "heat maps of 4 megapixels": draw(
            options.root, folder / "photographs", folder / "heatmaps", "--layout", "heatmap"),
        "overlays of the sample pictures": draw(options.root, options.root / "Images", folder / "samples"),
        "sheets of six heads with a legend": draw(
            options.root, options.root / "Images", folder / "sheets", "--layout", "grid", "--heads", "each", "--legend"),
    }
    program = options.root / ".build/release/png-benchmark"
    tables = [table(title, compare(program, pictures, options.rounds)) for title, pictures in sets.items()]
    lines = [
        f"OpenCV {cv2.__version__}, Pillow {Image.__version__}. Means of {options.pictures} photographs or the four "
        f"samples, medians of {options.rounds} rounds. `Tools/bench/png.sh` makes this file."]
    for part in tables:
        lines += ["", part]
    print("\n".join(lines))
    results.write_file(options.root / "Tools/bench/RESULTS-png.md", "PNG encoders on one core", lines)


if __name__ == "__main__":
    main()
