#!/usr/bin/env python3
"""Writes Tests/Golden/classification.json: what classifiers of Tests/Golden/families see on the pictures in Images.

    python3 Tools/golden/make-classification-golden.py

Needs numpy, Pillow 13, PyTorch, torchvision, transformers and timm. From file to probability everything is the
library's own: its processor (transformers' with its Pillow backend), its model, softmax. {case: {picture: [probability,
...]}}
"""

import json
from pathlib import Path

import timm
import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoModelForImageClassification

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "Tests" / "Golden"
TRANSFORMERS = [f"{family}-hf-classifier"
                for family in ("vit", "deit", "dinov2", "beit", "clip", "siglip")]
TIMM = [f"{family}-timm" for family in ("vit", "deit3", "beit", "eva02")] + ["vit-timm-avg", "deit-timm-distilled"]


def transformers_logits(folder):
    model = AutoModelForImageClassification.from_pretrained(folder).eval()
    processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    return lambda picture: model(**processor(picture, return_tensors="pt")).logits


def timm_logits(folder):
    model = timm.create_model(f"local-dir:{folder}", pretrained=True).eval()
    transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
    return lambda picture: model(transform(picture)[None])


@torch.inference_mode()
def main():
    result = {}
    for name in TRANSFORMERS + TIMM:
        logits = (timm_logits if name in TIMM else transformers_logits)(GOLDEN / "families" / name)
        result[name] = {
            path.name: logits(Image.open(path).convert("RGB"))[0].double().softmax(0).tolist()
            for path in sorted((ROOT / "Images").glob("*.*g"))}
    (GOLDEN / "classification.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
