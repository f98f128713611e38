"""Rollout over all layers beside the plain forward pass, and memory: PatchLens against itself; called by compare.py."""

import statistics

import results
from compare_encoders import bench, rounds_at, runs_at

#: Sides of the rounds, and one that is only run once: it is large.
SIDES, LARGEST = (224, 1036), 2072


def compare(arguments) -> None:
    rows = []
    for precision in ("f32", "bf16"):
        for side in SIDES:
            rows.append(row(arguments, precision, side))
            print(rows[-1], flush=True)
        if arguments.largest:
            record = bench(arguments, precision, LARGEST, "rollout", 1, 0)
            rows.append([
                f"{LARGEST}², {record['tokens']} tokens, {precision}", "", f"{record['median_ms']:.0f}", "",
                megabytes(record)])
            print(rows[-1], flush=True)
    lines = results.table(["", "forward ms", "rollout ms", "rollout ÷ forward", "rollout's peak memory, MB"], rows)
    results.write_section(arguments.results, "Rollout over all layers", [
        f"Medians, {arguments.threads} threads. The forward pass goes through all layers and keeps the tokens; the "
        "peak of memory is the whole process's, its model with it.", "", *lines])


def row(arguments, precision: str, side: int) -> list[str]:
    runs, warm_up = runs_at(arguments, side)
    records = {}

    def median(recording: str) -> float:
        records[recording] = bench(arguments, precision, side, recording, runs, warm_up)
        return records[recording]["median_ms"]

    times = results.in_turns(
        {name: lambda name=name: median(name) for name in ("none", "rollout")},
        rounds_at(arguments, side))
    return [
        f"{side}², {records['rollout']['tokens']} tokens, {precision}", f"{statistics.median(times['none']):.1f}",
        f"{statistics.median(times['rollout']):.1f}", results.ratio(times["rollout"], times["none"]),
        megabytes(records["rollout"])]


def megabytes(record: dict) -> str:
    return f"{record['peak_bytes'] / 1e6:.0f}"
