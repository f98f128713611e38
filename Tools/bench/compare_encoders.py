"""The encoder beside ONNX Runtime and OpenVINO; called by compare.py."""

import json
import statistics
import sys
from pathlib import Path

import peers
import quantized
import results

TITLES = {"class-last": "class attention of the last layer", "none": "tokens after the final norm"}
#: Side, recording, precision, and the engines to compare with.
CASES = [
    (224, "class-last", "f32", ["onnxruntime", "openvino", "openvino-row"]),
    (224, "class-last", "bf16", ["openvino", "openvino-row"]),
    (224, "class-last", "int8", ["openvino"]),
    (518, "class-last", "f32", ["onnxruntime", "openvino", "openvino-row"]),
    (518, "class-last", "bf16", ["openvino", "openvino-row"]),
    (1036, "class-last", "bf16", ["openvino", "openvino-row"]),
    (224, "none", "f32", ["onnxruntime", "openvino"]),
    (224, "none", "bf16", ["openvino"]),
]


class Peer:
    """One engine with one graph, and the settings that were the fastest in a trial."""

    def __init__(self, arguments, engine: str, side: int, recording: str, precision: str):
        self.engine, self.side, self.threads = engine.split("-")[0], side, arguments.threads
        self.runs, self.warm_up = runs_at(arguments, side)
        self.name = self.engine + (", class row alone" if engine.endswith("row") else "")
        if precision == "int8":
            self.graph = quantized.graph(arguments.root, arguments.work, side)
        else:
            self.graph = peers.graph(arguments.work, side, side, recording, engine.endswith("row"))
        # What NNCF leaves in floating point can be either; the trial decides.
        self.options = {"precision": precision, "settings": None}
        self.chosen = ""
        if self.engine == "openvino":
            self.choose(["f32", "bf16"] if precision == "int8" else [precision])

    def choose(self, precisions: list[str]) -> None:
        candidates = {
            (precision, name): settings
            for precision in precisions for name, settings in peers.OPENVINO_SETTINGS.items()}
        times = {key: [] for key in candidates}
        for (precision, name), settings in candidates.items():
            self.options = {"precision": precision, "settings": settings}
            times[precision, name].append(self.median())
        best = min(times, key=lambda key: min(times[key]))
        self.options = {"precision": best[0], "settings": candidates[best]}
        self.chosen = best[1] + (f", the rest in {best[0]}" if len(precisions) > 1 else "")
        found = ", ".join(f"{key[1]} ({key[0]}) {min(value):.1f}" for key, value in times.items())
        print(f"{self.name} {self.side}²: {found}", flush=True)

    def median(self) -> float:
        return statistics.median(results.json_of([
            sys.executable, Path(__file__).with_name("time_engine.py"), self.engine, "--graph", self.graph, "--side",
            self.side, "--threads", self.threads, "--runs", self.runs, "--warm-up", self.warm_up, "--precision",
            self.options["precision"], "--settings", json.dumps(self.options["settings"])]))


def runs_at(arguments, side: int) -> tuple[int, int]:
    """Timed runs and those to warm up: fewer of what takes longer."""
    return max(2, round(arguments.runs * (224 / side) ** 2)), 3 if side < 1000 else 1


def rounds_at(arguments, side: int) -> int:
    return arguments.rounds if side < 1000 else min(arguments.rounds, 3)


def bench(arguments, precision: str, side: int, recording: str, runs: int, warm_up: int) -> dict:
    """What `patchlens bench` says of the encoder."""
    return results.json_of([
        arguments.patchlens, "bench", "--precision", precision, "--short-side", side, "--recording", recording,
        "--threads", arguments.threads, "--runs", runs, "--warm-up", warm_up, "--no-stages", "--json"])


def compare(arguments) -> None:
    for side in arguments.sides:
        compare_at(arguments, side)


def compare_at(arguments, wanted: int) -> None:
    rows = []
    for side, recording, precision, engines in CASES:
        if side != wanted:
            continue
        others = [Peer(arguments, engine, side, recording, precision) for engine in engines]
        runs, warm_up = runs_at(arguments, side)
        shares = []

        def ours() -> float:
            record = bench(arguments, precision, side, recording, runs, warm_up)
            shares.append(record["peak_share"])
            return record["median_ms"]

        turns = {f"{index}": other.median for index, other in enumerate(others)} | {"ours": ours}
        times = results.in_turns(turns, rounds_at(arguments, side))
        for index, other in enumerate(others):
            theirs = times[f"{index}"]
            rows.append([
                f"{TITLES[recording]}, {side}², {precision}", other.name, other.chosen,
                f"{statistics.median(theirs):.1f}", f"{statistics.median(times['ours']):.1f}",
                f"{statistics.median(shares):.0%}", results.ratio(theirs, times["ours"])])
            print(rows[-1], flush=True)
    lines = results.table(
        ["", "other engine", "its settings", "its ms", "PatchLens ms", "of the machine's peak", "ratio"], rows)
    results.write_section(arguments.results, f"The encoder at {wanted}²", [*notes(arguments, wanted), "", *lines])


def notes(arguments, side: int) -> list[str]:
    import onnxruntime
    import openvino

    import nncf

    return [
        f"DINOv2 ViT-S/14, one picture, {arguments.threads} threads; medians of "
        f"{rounds_at(arguments, side)} rounds of {arguments.runs} runs at 224², fewer at larger sides. "
        f"OpenVINO {openvino.__version__.split('-')[0]}, NNCF {nncf.__version__}, ONNX Runtime {onnxruntime.__version__}. Each engine's turn is a process of its own. "
        "OpenVINO's settings are the fastest of a trial before the rounds; its input is read where it lies. The engines "
        "are given normalised pixels and cut them into patches in their time; PatchLens's are normalised and cut "
        "before, the step that `patchlens bench` lists as patchify. As a graph comes, its last layer computes the "
        "attention of every token; the class row alone is what a person gets who slices its Queries. The peak is "
        "measured too: `patchlens bench --help` says how."]
