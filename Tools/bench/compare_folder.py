"""A folder of photographs to full-size overlays, end to end with start-up; called by compare.sh --folder.

Tuned Python: OpenVINO in bf16, OpenCV for everything about pictures, PNG level 1, a process a core with one thread each.
Usual Python (--torch): PyTorch eager with attentions, Pillow, a matplotlib colour map. PatchLens: the command.
The photographs are made of the sample pictures: parts of them, enlarged to some four megapixels.
"""

import argparse
import multiprocessing
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import peers

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
PATCH, SHORT_SIDE = 14, 224
#: Width and height of the photographs, about 4.2 megapixels each.
FORMATS = [(2520, 1680), (2368, 1776), (1776, 2368)]


def make_photographs(root: Path, folder: Path, count: int) -> None:
    import cv2

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    samples = [cv2.imread(str(path)) for path in sorted((root / "Images").glob("*.*g"))]
    chance = random.Random(4)
    for index in range(count):
        picture = samples[index % len(samples)]
        height, width = picture.shape[:2]
        # A camera has a few formats: every other engine compiles its graph anew for each grid.
        to_width, to_height = FORMATS[index % len(FORMATS)]
        share = chance.uniform(0.7, 1) * min(height / to_height, width / to_width)
        part_height, part_width = int(to_height * share), int(to_width * share)
        top, left = chance.randint(0, height - part_height), chance.randint(0, width - part_width)
        part = picture[top:top + part_height, left:left + part_width]
        large = cv2.resize(part, (to_width, to_height), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / f"photograph-{index:02}.jpg"), large, [cv2.IMWRITE_JPEG_QUALITY, 90])


def grid(height: int, width: int) -> tuple[int, int]:
    def patches(side):
        return max(1, int(side * SHORT_SIDE / min(height, width) / PATCH + 0.5))
    return patches(height), patches(width)


def tuned_worker(work: Path, paths: list[Path], out: Path) -> None:
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    encoders = {}
    for path in paths:
        picture = cv2.imread(str(path))
        height, width = picture.shape[:2]
        rows, columns = grid(height, width)
        if (rows, columns) not in encoders:
            graph = peers.graph(work, rows * PATCH, columns * PATCH, "class-last")
            encoders[rows, columns] = peers.openvino_encoder(graph, 1, "bf16")
        small = cv2.resize(picture, (columns * PATCH, rows * PATCH), interpolation=cv2.INTER_AREA)
        pixels = (small[:, :, ::-1] / 255.0 - MEAN) / DEVIATION
        pixels = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], dtype=np.float32)
        attention = encoders[rows, columns](pixels)[0, :, 0, 1:].mean(0).reshape(rows, columns)
        levels = cv2.normalize(attention, None, 0, 255, cv2.NORM_MINMAX).astype(np.float32)
        large = cv2.resize(levels, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
        overlay = cv2.addWeighted(cv2.applyColorMap(large, cv2.COLORMAP_VIRIDIS), 0.6, picture, 0.4, 0)
        cv2.imwrite(str(out / f"{path.stem}.png"), overlay, [cv2.IMWRITE_PNG_COMPRESSION, 1])


def tuned(work: Path, photographs: Path, out: Path, jobs: int) -> None:
    paths = sorted(photographs.iterdir())
    workers = [
        multiprocessing.Process(target=tuned_worker, args=(work, paths[job::jobs], out)) for job in range(jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise SystemExit("a worker of the tuned Python failed")


def usual(work: Path, photographs: Path, out: Path, jobs: int) -> None:
    """As people write it: one process, PyTorch on all its threads."""
    import matplotlib
    import numpy as np
    import torch
    from PIL import Image
    from transformers import Dinov2Model

    store = Path.home() / ".local/share/patchlens/models/dinov2-small"
    model = Dinov2Model.from_pretrained(store, attn_implementation="eager").eval()
    for path in sorted(photographs.iterdir()):
        picture = Image.open(path).convert("RGB")
        rows, columns = grid(picture.height, picture.width)
        small = np.asarray(picture.resize((columns * PATCH, rows * PATCH), Image.Resampling.BICUBIC))
        pixels = torch.from_numpy(((small / 255 - MEAN) / DEVIATION).astype(np.float32)).permute(2, 0, 1)[None]
        with torch.no_grad():
            attention = model(pixels, output_attentions=True).attentions[-1][0, :, 0, 1:].mean(0)
        levels = attention.reshape(1, 1, rows, columns)
        levels = torch.nn.functional.interpolate(levels, (picture.height, picture.width), mode="bicubic")[0, 0]
        levels = ((levels - levels.min()) / (levels.max() - levels.min())).numpy()
        colours = (matplotlib.colormaps["viridis"](levels)[:, :, :3] * 255).astype(np.uint8)
        Image.blend(picture, Image.fromarray(colours), 0.6).save(out / f"{path.stem}.png")


def timed(command: list, out: Path) -> float:
    """Seconds of a whole process that fills an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True)
    return time.perf_counter() - start


def compare(arguments: argparse.Namespace) -> None:
    photographs, out = arguments.work / "photographs", arguments.work / "overlays"
    make_photographs(arguments.root, photographs, arguments.pictures)
    itself = [
        sys.executable, __file__, "--work", arguments.work, "--photographs", photographs, "--out", out, "--run"]
    runs = {"tuned Python": [*itself, "tuned"]}
    if arguments.torch:
        runs["usual Python"] = [*itself, "usual"]
    for precision in ("f32", "bf16", "int8"):
        runs[f"PatchLens {precision}"] = [
            arguments.patchlens, "overlay", photographs, "-o", out, "--precision", precision, "-q"]
    timed(runs["tuned Python"], out)  # writes the graphs, and warms the disk's cache
    seconds = {name: [] for name in runs}
    for _ in range(arguments.rounds):
        for name, command in runs.items():
            seconds[name].append(timed(command, out))
    lines = [
        f"{arguments.pictures} photographs of about four megapixels, short side 224, full-size overlays; whole "
        f"processes, medians of {arguments.rounds} rounds in turns.", "",
        "| | pictures a second | over tuned Python |" + (" over usual Python |" if arguments.torch else ""),
        "| --- | --- | --- |" + (" --- |" if arguments.torch else ""),
    ]
    for name, times in seconds.items():
        line = f"| {name} | {arguments.pictures / statistics.median(times):.2f} "
        for other in ("tuned Python", "usual Python"):
            if other in seconds:
                ratio = statistics.median(a / b for a, b in zip(seconds[other], times))
                line += f"| {ratio:.2f} "
        lines.append(line + "|")
    print("\n".join(lines))
    peers.write_results(arguments.root / "Tools/bench/RESULTS-folder.md", "A folder beside Python", lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--root", "--work", "--patchlens", "--photographs", "--out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=28)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--torch", action="store_true")
    parser.add_argument("--run", choices=["tuned", "usual"])
    arguments = parser.parse_args()
    if arguments.run:
        run = {"tuned": tuned, "usual": usual}[arguments.run]
        run(arguments.work, arguments.photographs, arguments.out, arguments.jobs)
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
