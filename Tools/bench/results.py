"""What all comparisons share: the machine's name, turns, ratios, and the file the results go to."""

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

INTRODUCTION = (
    "Written by `Tools/bench/compare.sh`, which says what each part measures. Ratios are medians of the rounds' own, "
    "with the least and the largest; those over another engine are above 1 where PatchLens is the faster.")


def machine() -> str:
    """The processor, as the system names it, and how many of it this process may use."""
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
            break
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {count} processors, {platform.system()}"


def json_of(command: list) -> dict | list:
    """Runs a command and reads the JSON it prints; its own words are shown if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout)


def in_turns(measure: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Every measurement once a round: what else the machine does falls on all of them."""
    values = {name: [] for name in measure}
    for _ in range(rounds):
        for name, step in measure.items():
            values[name].append(step())
    return values


def ratio(above: list[float], below: list[float]) -> str:
    """The median of the rounds' own ratios, with the least and the largest."""
    ratios = sorted(a / b for a, b in zip(above, below))
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} … {ratios[-1]:.2f})"


def table(columns: list[str], rows: list[list[str]]) -> list[str]:
    lines = [columns, ["---"] * len(columns), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def write_file(path: Path, title: str, lines: list[str]) -> None:
    """Results that are always measured as a whole."""
    path.write_text("\n".join([f"# {title}", "", f"Measured on: {machine()}.", "", *lines, ""]))
    print(f"\nwritten to {path}")


def write_section(path: Path, heading: str, lines: list[str]) -> None:
    """Replaces one section of a results file, or appends it; the others stay as they were measured."""
    sections = read_sections(path)
    measured = f"Measured {time.strftime('%Y-%m-%d')} on: {machine()}."
    sections[heading] = "\n".join([f"## {heading}", "", measured, "", *lines])
    path.write_text("\n\n".join(["# PatchLens beside others", INTRODUCTION, *sections.values()]) + "\n")
    print(f"\n{sections[heading]}\n\nwritten to {path}\n", flush=True)


def read_sections(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    parts = path.read_text().split("\n## ")[1:]
    return {part.split("\n", 1)[0]: "## " + part.strip() for part in parts}
