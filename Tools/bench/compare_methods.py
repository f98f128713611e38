"""What the maps of every method cost beside the plain forward pass, and memory; called by compare.py."""

import statistics

import results

#: As `patchlens overlay --help` lists them.
METHODS = (
    "attention", "received", "entropy", "distance", "rollout", "rollout-vit-explain", "rollout-vit-explain-fixed",
    "gradient-rollout", "relevance", "attention-gradient", "grad-cam", "similarity", "pca", "lost", "tokencut", "saliency")
SIDES = (224, 518, 1036)
#: Runs in a process by side: a run at the largest takes half a minute with some methods.
RUNS = {224: 9, 518: 3, 1036: 1}


def compare(arguments) -> None:
    rows = []
    for method in METHODS:
        cells = [cell for side in SIDES for cell in measured(arguments, method, side)]
        rows.append([method, *cells])
        print(rows[-1], flush=True)
    columns = [""] + [cell for side in SIDES for cell in (f"{side}²: ms", "÷ forward", "MB")]
    plain = [f"{plain_peak(arguments, side) / 1e6:.0f} MB at {side}²" for side in SIDES]
    results.write_section(arguments.results, "Methods beside the forward pass", [
        f"float32, {arguments.threads} threads, the default model: the median time of a picture's map, its ratio to the "
        "plain forward pass to the tokens, run in turns in the same process, and the most memory the process had, the "
        f"model with it. The forward pass alone has {', '.join(plain)}. Ratios are medians of "
        f"{rounds(arguments)} processes, with the least and the largest.", "", *results.table(columns, rows)])


def measured(arguments, method: str, side: int) -> list[str]:
    records = [bench(arguments, side, "--method", method) for _ in range(rounds(arguments))]
    ratios = sorted(record["ratio"] for record in records)
    return [
        f"{statistics.median(record['method_ms'] for record in records):.0f}",
        f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} … {ratios[-1]:.2f})",
        f"{max(record['peak_bytes'] for record in records) / 1e6:.0f}"]


def plain_peak(arguments, side: int) -> int:
    return bench(arguments, side, "--recording", "none", "--no-stages")["peak_bytes"]


def bench(arguments, side: int, *options: str) -> dict:
    return results.json_of([
        arguments.patchlens, "bench", "--json", "--size", f"{side}x{side}", "--threads", arguments.threads, "--runs",
        RUNS[side], "--warm-up", 1, *options])


def rounds(arguments) -> int:
    return min(arguments.rounds, 3)
