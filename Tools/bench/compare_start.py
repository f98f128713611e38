"""Whole processes: the first overlay of a small picture, and a folder run's memory; called by compare.py."""

import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

import photographs
import results

PRECISIONS = ("f32", "bf16", "int8")


def compare_start(arguments) -> None:
    picture, out = arguments.root / "Images/chelsea.png", arguments.work / "first"

    def seconds(precision: str) -> float:
        shutil.rmtree(out, ignore_errors=True)
        start = time.perf_counter()
        subprocess.run(
            [str(part) for part in (arguments.patchlens, picture, "-o", out, "--precision", precision, "-q")],
            check=True)
        return time.perf_counter() - start

    for precision in PRECISIONS:
        seconds(precision)
    times = results.in_turns({name: lambda name=name: seconds(name) for name in PRECISIONS}, 3 * arguments.rounds)
    rows = [
        [name, f"{statistics.median(found):.3f}", f"{min(found):.3f} … {max(found):.3f}"]
        for name, found in times.items()]
    results.write_section(arguments.results, "The first overlay", [
        f"`patchlens {picture.name} -o out`, a picture of 300 × 451 pixels: the whole process with its start-up, files "
        "warm in the disk's cache; seconds.", "", *results.table(["", "median", "least … largest"], rows)])


def compare_memory(arguments) -> None:
    folder, out = arguments.work / "photographs", arguments.work / "overlays"
    photographs.make_photographs(arguments.root, folder, arguments.pictures)
    rows = []
    for precision in PRECISIONS:
        for jobs in (1, 2):
            peak, resident = watch(arguments, folder, out, precision, jobs)
            quarters = [value / 1e6 for value in quarter_peaks(resident, arguments.pictures)]
            rows.append([precision, str(jobs), *(f"{value:.0f}" for value in quarters), f"{peak / 1e6:.0f}"])
            print(rows[-1], flush=True)
    columns = ["", "workers", *(f"{name} quarter" for name in ("first", "second", "third", "last")), "peak"]
    results.write_section(arguments.results, "Memory of a folder run", [
        f"{arguments.pictures} photographs of about four megapixels, short side 224, full-size overlays. The most that "
        "was resident while each quarter of the overlays appeared, looked at every 5 ms, and the system's own peak of "
        "the process; MB.", "", *results.table(columns, rows)])


def watch(arguments, folder: Path, out: Path, precision: str, jobs: int) -> tuple[int, list[tuple[int, int]]]:
    """The peak in bytes, and what was resident when so many overlays were there."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    process = subprocess.Popen([str(part) for part in (
        arguments.patchlens, "overlay", folder, "-o", out, "--jobs", jobs, "--precision", precision, "-q")])
    resident, status, usage = [], None, None
    while status is None:
        resident.append((len(list(out.glob("**/photograph-*.png"))), resident_bytes(process.pid)))
        time.sleep(0.005)
        done, code, usage = os.wait4(process.pid, os.WNOHANG)
        status = code if done else None
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"patchlens ended with {process.returncode}")
    # Linux counts kibibytes, macOS bytes.
    return usage.ru_maxrss * (1024 if os.uname().sysname == "Linux" else 1), resident


def resident_bytes(process: int) -> int:
    """0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def quarter_peaks(resident: list[tuple[int, int]], pictures: int) -> list[int]:
    peaks = [0] * 4
    for done, size in resident:
        quarter = min(4 * done // pictures, 3)
        peaks[quarter] = max(peaks[quarter], size)
    return peaks
