"""Writes Tests/CheckpointsTests/Fixtures: what PyTorch and transformers themselves write.

    python Tools/golden/make-checkpoint-fixtures.py

Needs numpy, torch, safetensors and transformers (2.4.6, 2.13.0, 0.8.0 and 5.23.0 wrote the committed files).

- element-types.safetensors: the same numbers as F16, BF16, F64, F32 and I64, written by safetensors; beside each the
  float32 values that PyTorch converts it to, as `<type>.expected`.
- tiny: a Dinov2Model of 16 channels saved in shards, with its configurations and an image processor.
- tiny-classifier: a Dinov2ForImageClassification, whose backbone's names begin with `dinov2.`.
- processors: preprocessor configurations of other processors.
"""

import math
import pathlib
import shutil

import safetensors.torch
import torch
import transformers

FIXTURES = pathlib.Path(__file__).parents[2] / "Tests/CheckpointsTests/Fixtures"

# Signs, exact and rounded fractions, the largest and smallest of half precision, normal and subnormal, beyond them.
NUMBERS = [
    0.0, -0.0, 1.0, -1.0, 0.1, -0.1, 1 / 3, math.pi, 65504.0, -65504.0, 65520.0, 2.0**-14, 2.0**-15, 2.0**-24,
    -(2.0**-24), 1.5 * 2.0**-20, 2.0**-26, 1e-8, 1e-40, 1e-46, 3.3e38, 1e300, math.inf, -math.inf, math.nan,
]  # fmt: skip


def element_types():
    numbers = torch.tensor(NUMBERS, dtype=torch.float64)
    tensors = {"I64": torch.tensor([0, 1, -1, 2**62], dtype=torch.int64)}
    for name, dtype in {
        "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64, "F32": torch.float32,
    }.items():  # fmt: skip
        tensors[name] = numbers.to(dtype)
        tensors[f"{name}.expected"] = tensors[name].to(torch.float32).clone()
    metadata = {"format": "pt", "note": "“quoted” \\ and\nnew line, 🧭"}
    safetensors.torch.save_file(tensors, FIXTURES / "element-types.safetensors", metadata=metadata)


def models():
    torch.manual_seed(7)
    sizes = transformers.Dinov2Config(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=42, mlp_ratio=2, num_labels=3
    )
    transformers.Dinov2Model(sizes).save_pretrained(FIXTURES / "tiny", max_shard_size="15KB")
    transformers.BitImageProcessor().save_pretrained(FIXTURES / "tiny")
    transformers.Dinov2ForImageClassification(sizes).save_pretrained(FIXTURES / "tiny-classifier")


def processors():
    folder = FIXTURES / "processors"
    for name, processor in {
        "vit": transformers.ViTImageProcessor(size=224),
        "deit": transformers.DeiTImageProcessor(),
        "beit": transformers.BeitImageProcessor(),
        "bit": transformers.BitImageProcessor(),
        "clip": transformers.CLIPImageProcessor(),
        "siglip": transformers.SiglipImageProcessor(),
        "dinov3": transformers.DINOv3ViTImageProcessor(),
    }.items():
        processor.save_pretrained(folder)
        (folder / "preprocessor_config.json").rename(folder / f"{name}.json")


if __name__ == "__main__":
    shutil.rmtree(FIXTURES, ignore_errors=True)
    FIXTURES.mkdir(parents=True)
    element_types()
    models()
    processors()
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:8} {path.relative_to(FIXTURES)}")
