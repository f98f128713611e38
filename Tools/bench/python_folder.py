"""A folder of photographs to full-size overlays, as Python does it; called by compare_folder.py.

`tuned`: OpenVINO in bf16, OpenCV for everything about pictures, a process a core with one thread each, every graph
compiled once in a process. `cached`: the same, its graphs loaded as an earlier run compiled them. `usual`: PyTorch
eager with attentions, Pillow, a matplotlib colour map, in one process.
"""

import argparse
import multiprocessing
from pathlib import Path

PATCH, SHORT_SIDE = 14, 224


def grid(height: int, width: int) -> tuple[int, int]:
    def patches(side):
        return max(1, int(side * SHORT_SIDE / min(height, width) / PATCH + 0.5))
    return patches(height), patches(width)


def tuned_worker(work: Path, paths: list[Path], out: Path, cache: Path | None) -> None:
    import cv2

    import peers
    import photographs

    cv2.setNumThreads(1)
    encoders = {}
    for path in paths:
        picture = cv2.imread(str(path))
        height, width = picture.shape[:2]
        rows, columns = grid(height, width)
        if (rows, columns) not in encoders:
            encoders[rows, columns] = peers.openvino_photograph_encoder(
                peers.graph(work, rows * PATCH, columns * PATCH, "class-last"), 1, "bf16", photographs.MEAN,
                photographs.DEVIATION, cache)
        small = cv2.resize(picture, (columns * PATCH, rows * PATCH), interpolation=cv2.INTER_AREA)
        attention = encoders[rows, columns](small)[0, :, 0, 1:].mean(0).reshape(rows, columns)
        # Levels before they are enlarged: eight bits are eight times as fast as floats, and differ by a level.
        levels = cv2.normalize(attention, None, 0, 255, cv2.NORM_MINMAX, dtype=cv2.CV_8U)
        large = cv2.resize(levels, (width, height), interpolation=cv2.INTER_CUBIC)
        overlay = cv2.addWeighted(cv2.applyColorMap(large, cv2.COLORMAP_VIRIDIS), 0.6, picture, 0.4, 0)
        # OpenCV's own choice (level 1, runs only, one filter) is its fastest: Tools/bench/png.sh.
        cv2.imwrite(str(out / f"{path.stem}.png"), overlay)


def tuned(options: argparse.Namespace, cache: Path | None) -> None:
    paths = sorted(options.photographs.iterdir())
    workers = [
        multiprocessing.Process(
            target=tuned_worker, args=(options.work, paths[job::options.jobs], options.out, cache))
        for job in range(options.jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise SystemExit("a worker of the tuned Python failed")


def usual(options: argparse.Namespace) -> None:
    """As people write it: one process, PyTorch on all its threads."""
    import matplotlib
    import numpy as np
    import torch
    from PIL import Image
    from transformers import Dinov2Model

    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    model = Dinov2Model.from_pretrained(options.model, attn_implementation="eager").eval()
    for path in sorted(options.photographs.iterdir()):
        picture = Image.open(path).convert("RGB")
        rows, columns = grid(picture.height, picture.width)
        small = np.asarray(picture.resize((columns * PATCH, rows * PATCH), Image.Resampling.BICUBIC))
        pixels = torch.from_numpy(((small / 255 - mean) / deviation).astype(np.float32)).permute(2, 0, 1)[None]
        with torch.no_grad():
            attention = model(pixels, output_attentions=True).attentions[-1][0, :, 0, 1:].mean(0)
        levels = attention.reshape(1, 1, rows, columns)
        levels = torch.nn.functional.interpolate(levels, (picture.height, picture.width), mode="bicubic")[0, 0]
        levels = ((levels - levels.min()) / (levels.max() - levels.min())).numpy()
        colours = (matplotlib.colormaps["viridis"](levels)[:, :, :3] * 255).astype(np.uint8)
        Image.blend(picture, Image.fromarray(colours), 0.6).save(options.out / f"{path.stem}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["tuned", "cached", "usual"])
    for name in ("--work", "--photographs", "--out", "--model"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--jobs", type=int, required=True)
    options = parser.parse_args()
    if options.way == "usual":
        usual(options)
    else:
        tuned(options, options.work / "openvino-cache" if options.way == "cached" else None)


if __name__ == "__main__":
    main()
