"""A folder of photographs to full-size overlays, end to end with start-up, beside Python; called by compare.py."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import photographs
import results

PYTHON = {
    "tuned": "tuned Python", "cached": "tuned Python, graphs cached by an earlier run", "usual": "usual Python"}


def seconds(command: list, out: Path, pictures: int) -> float:
    """Of a whole process that fills an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True)
    taken = time.perf_counter() - start
    written = len(list(out.glob("**/*.png")))
    if written != pictures:
        raise SystemExit(f"{written} overlays of {pictures} by {command[0]}")
    return taken


def model_store() -> Path:
    if "PATCHLENS_MODELS" in os.environ:
        return Path(os.environ["PATCHLENS_MODELS"])
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "patchlens/models"


def commands(arguments, folder: Path, out: Path) -> dict[str, list]:
    found = {}
    for way, name in PYTHON.items():
        if way != "usual" or arguments.torch:
            found[name] = [
                sys.executable, Path(__file__).with_name("python_folder.py"), way, "--work", arguments.work,
                "--photographs", folder, "--out", out, "--model", model_store() / "dinov2-small", "--jobs",
                arguments.threads]
    for precision in ("f32", "bf16", "int8"):
        found[f"PatchLens {precision}"] = [
            arguments.patchlens, "overlay", folder, "-o", out, "--jobs", arguments.threads, "--precision", precision,
            "-q"]
    return found


def compare(arguments) -> None:
    folder, out = arguments.work / "photographs", arguments.work / "overlays"
    photographs.make_photographs(arguments.root, folder, arguments.pictures)
    runs = commands(arguments, folder, out)
    # Writes the graphs that both take, fills the cache of the one, and warms the disk's.
    seconds(runs[PYTHON["cached"]], out, arguments.pictures)
    times = results.in_turns(
        {name: lambda command=command: seconds(command, out, arguments.pictures) for name, command in runs.items()},
        arguments.rounds)
    others = [name for name in PYTHON.values() if name in times]
    rows = [
        [name, f"{arguments.pictures / statistics.median(taken):.2f}",
         *(results.ratio(times[other], taken) for other in others)]
        for name, taken in times.items()]
    columns = ["", "pictures a second", *(f"over {other}" for other in others)]
    results.write_section(arguments.results, "A folder beside Python", [
        f"{arguments.pictures} photographs of about four megapixels in three formats, short side 224, full-size "
        f"overlays; whole processes with their start-up, {arguments.threads} processors, {arguments.rounds} rounds. "
        "Tuned Python is OpenVINO in bf16 with the pixels normalised in its graph, OpenCV, and a process a core; each "
        "process compiles a graph for each format. Usual Python is PyTorch eager, Pillow, and a matplotlib colour "
        "map.", "",
        *results.table(columns, rows)])
