"""OpenVINO's model in int8 by NNCF, and how well each head's map survives int8, there and here."""

import subprocess
import shutil
from pathlib import Path

import cv2
import numpy as np

import peers
import photographs
import results

#: Squares of each sample picture that NNCF calibrates with, and others that maps are compared on.
CALIBRATION, COMPARISON = dict(each=8, seed=1), dict(each=8, seed=2)


def graph(root: Path, work: Path, side: int) -> Path:
    """Post-training quantisation for transformers, calibrated on the sample pictures; written once."""
    import nncf
    import openvino

    target = work / f"encoder-{side}x{side}-class-last-nncf-{nncf.__version__}.xml"
    if target.exists():
        return target
    model = openvino.Core().read_model(peers.graph(work, side, side, "class-last"))
    pictures = [photographs.normalized(crop) for crop in photographs.crops(root, side, **CALIBRATION)]
    model = nncf.quantize(
        model, nncf.Dataset(pictures, lambda pixels: {"input_image": pixels}), model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(pictures))
    openvino.save_model(model, str(target), compress_to_fp16=False)
    return target


def correlations(exact: np.ndarray, rounded: np.ndarray) -> list[float]:
    """Of each head's map, both (heads, patches)."""
    return [float(np.corrcoef(a, b)[0, 1]) for a, b in zip(exact, rounded)]


def openvino_correlations(arguments, side: int) -> list[list[float]]:
    exact = peers.openvino_encoder(
        peers.graph(arguments.work, side, side, "class-last"), arguments.threads, "f32")
    rounded = peers.openvino_encoder(graph(arguments.root, arguments.work, side), arguments.threads, "bf16")
    found = []
    for crop in photographs.crops(arguments.root, side, **COMPARISON):
        pixels = photographs.normalized(crop)
        found.append(correlations(exact(pixels)[0, :, 0, 1:].copy(), rounded(pixels)[0, :, 0, 1:]))
    return found


def patchlens_maps(arguments, folder: Path, precision: str, side: int) -> dict[str, np.ndarray]:
    """(heads, patches) of the last layer for every picture of a folder."""
    out = arguments.work / f"maps-{precision}"
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(
        [str(part) for part in (
            arguments.patchlens, "overlay", folder, "-o", out, "--precision", precision, "--short-side", side,
            "--layers", "last", "--heads", "each", "--save-maps", "npy", "-q")], check=True)
    maps = {}
    for path in sorted(out.glob("**/*.npy")):
        stack = np.load(path)
        maps[path.name] = stack.reshape(-1, stack.shape[-2] * stack.shape[-1])
    return maps


def patchlens_correlations(arguments, folder: Path, precision: str, side: int) -> list[list[float]]:
    exact = patchlens_maps(arguments, folder, "f32", side)
    rounded = patchlens_maps(arguments, folder, precision, side)
    return [correlations(exact[name], rounded[name]) for name in exact]


def row(name: str, pictures: str, found: list[list[float]]) -> list[str]:
    """The least of each head over all pictures, and of all."""
    least = np.min(np.array(found), axis=0)
    return [name, f"{len(found)} {pictures}", *(f"{value:.4f}" for value in least), f"{least.min():.4f}"]


def compare(arguments) -> None:
    side = 224
    folder = arguments.work / "crops"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for index, crop in enumerate(photographs.crops(arguments.root, side, **COMPARISON)):
        cv2.imwrite(str(folder / f"crop-{index:02}.png"), crop)
    photographs.make_photographs(arguments.root, arguments.work / "photographs", 28)
    sets = {"squares of the sample pictures": folder, "sample pictures": arguments.root / "Images",
            "photographs": arguments.work / "photographs"}
    rows = [row("OpenVINO int8 (NNCF)", next(iter(sets)), openvino_correlations(arguments, side))]
    for precision in ("int8", "bf16"):
        for pictures, source in sets.items():
            rows.append(row(
                f"PatchLens {precision}", pictures, patchlens_correlations(arguments, source, precision, side)))
    columns = ["", "pictures", *(f"head {head}" for head in range(len(rows[0]) - 3)), "least"]
    results.write_section(arguments.results, "What rounding does to the maps", [
        "Correlation of the class attention of the last layer with the same engine's float32, at a short side of 224: "
        "the least over the pictures, head by head. NNCF calibrates on other squares of the same pictures; PatchLens "
        "needs none.", "", *results.table(columns, rows)])
