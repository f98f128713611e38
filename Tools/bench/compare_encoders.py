"""Times encoders in turns; called by compare.sh.

Each turn is a process of its own, so that no engine's idle threads or caches are in another's way.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import peers

TITLES = {"class-last": "class attention of the last layer", "none": "tokens after the final norm"}
#: The other engine, its precision, ours.
PAIRS = [("onnxruntime", "f32", "f32"), ("openvino", "f32", "f32"), ("openvino", "bf16", "bf16")]


def time_peer(engine: str, precision: str, graph: Path, side: int, threads: int, runs: int) -> list[float]:
    """Milliseconds of each run after three to warm up; in this process."""
    import numpy as np

    encode = (
        peers.onnxruntime_encoder(graph, threads) if engine == "onnxruntime"
        else peers.openvino_encoder(graph, threads, precision))
    pixels = np.random.default_rng(1).standard_normal((1, 3, side, side), dtype=np.float32)
    times = []
    for _ in range(runs + 3):
        start = time.perf_counter()
        encode(pixels)
        times.append((time.perf_counter() - start) * 1e3)
    return times[3:]


def median_of_peer(engine: str, precision: str, graph: Path, side: int, threads: int, runs: int) -> float:
    return statistics.median(peers.json_of([
        sys.executable, __file__, "--time", engine, "--precision", precision, "--graph", graph, "--side", side,
        "--threads", threads, "--runs", runs]))


def median_of_patchlens(binary: Path, precision: str, side: int, recording: str, threads: int, runs: int) -> float:
    return peers.json_of([
        binary, "bench", "--precision", precision, "--short-side", side, "--recording", recording, "--threads",
        threads, "--runs", runs, "--json"])["median_ms"]


def compare(arguments: argparse.Namespace) -> None:
    lines = [
        f"Medians in ms of {arguments.rounds} rounds of {arguments.runs} runs, {arguments.threads} threads; the ratio "
        "is the median of the rounds' own, with the least and the largest.", "",
        "| | other engine | its time | PatchLens | ratio | |", "| --- | --- | --- | --- | --- | --- |",
    ]
    print("\n".join(lines))
    for side in (int(side) for side in arguments.sides.split(",")):
        for recording, title in TITLES.items():
            graph = peers.graph(arguments.work, side, side, recording)
            for engine, theirs_in, ours_in in PAIRS:
                theirs, ours = [], []
                for _ in range(arguments.rounds):
                    theirs.append(
                        median_of_peer(engine, theirs_in, graph, side, arguments.threads, arguments.runs))
                    ours.append(median_of_patchlens(
                        arguments.patchlens, ours_in, side, recording, arguments.threads, arguments.runs))
                ratios = sorted(a / b for a, b in zip(theirs, ours))
                lines.append(
                    f"| {title}, {side}², {ours_in} | {engine} {theirs_in} | {statistics.median(theirs):.1f} "
                    f"| {statistics.median(ours):.1f} | {statistics.median(ratios):.2f} "
                    f"| {ratios[0]:.2f} … {ratios[-1]:.2f} |")
                print(lines[-1], flush=True)
    peers.write_results(arguments.root / "Tools/bench/RESULTS.md", "The encoder beside other engines", lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--root", "--work", "--patchlens", "--graph"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sides", default="224,518")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--time", choices=["onnxruntime", "openvino"], help="time this and print milliseconds as JSON")
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--side", type=int)
    arguments = parser.parse_args()
    if arguments.time:
        print(json.dumps(time_peer(
            arguments.time, arguments.precision, arguments.graph, arguments.side, arguments.threads, arguments.runs)))
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
