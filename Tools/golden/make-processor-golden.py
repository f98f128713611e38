#!/usr/bin/env python3
"""Writes what the image processors of transformers, timm and open_clip make of pictures, for
Tests/VisionTransformersTests.

    python3 Tools/golden/make-processor-golden.py
    python3 Tools/golden/make-processor-golden.py --live DIR

Needs numpy, Pillow 13, PyTorch, torchvision, transformers, timm, open_clip and safetensors.

Tests/Golden/processors/<name>.json  a file as the library reads it, which is told by the name's beginning:
                                     transformers- (preprocessor_config.json), timm- (config.json), openclip-
                                     (open_clip_config.json)
Tests/Golden/processors.safetensors  "<name> <height>x<width>": (height, width, 3) F32, the processor's pixel values of
                                     the picture of `made_picture`, which the test makes for itself
                                     "decoded <path>": (height, width, 3) U8, the pixels that transformers' processor
                                     has of a file of Tests/ImageDecodingTests/Fixtures, opened upright by Pillow

Every reference is the library's own object, made by its own loader from that file; transformers' with its Pillow
backend. With --live, the pixel values of the pictures in Images go to DIR/<name> <picture>.npy instead, at the files'
own sizes.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import open_clip
import timm
import torch
from PIL import Image, ImageOps
from safetensors.numpy import save_file
from transformers import AutoImageProcessor

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "Tests" / "Golden"
FIXTURES = ROOT / "Tests" / "ImageDecodingTests" / "Fixtures"
SIZES = [(37, 53), (53, 37), (3, 61), (40, 7), (5, 7), (1, 1), (18, 18)]
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}

TRANSFORMERS = {
    "vit": {"image_processor_type": "ViTImageProcessor", "size": {"height": 17, "width": 23}, "resample": 2,
            "do_resize": True, "do_rescale": True, "rescale_factor": 0.00392156862745098, "do_normalize": True,
            "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]},
    "vit-fast": {"image_processor_type": "ViTImageProcessorFast", "size": {"height": 12, "width": 31}, **IMAGENET},
    "vit-extractor": {"feature_extractor_type": "ViTFeatureExtractor", "size": 19, "resample": 3},
    "vit-list": {"image_processor_type": "ViTImageProcessor", "size": [14, 21]},
    "vit-of-type": {"size": 16, "do_normalize": False},
    "deit": {"feature_extractor_type": "DeiTFeatureExtractor", "size": 20, "crop_size": 17, **IMAGENET},
    "beit": {"feature_extractor_type": "BeitFeatureExtractor", "size": 21, "do_center_crop": True, "resample": 2,
             "crop_size": {"height": 15, "width": 18}},
    "beit-uncropped": {"image_processor_type": "BeitImageProcessorFast", "size": 16, "crop_size": 9},
    "dinov2": {"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 20}, "do_convert_rgb": True,
               "crop_size": {"height": 17, "width": 17}, **IMAGENET},
    "dinov2-of-type": {"size": 18, "crop_size": 15},
    "clip": {"feature_extractor_type": "CLIPFeatureExtractor", "size": 18, "crop_size": 18},
    "clip-padded": {"image_processor_type": "CLIPImageProcessorFast", "size": 9, "crop_size": 16},
    "clip-padded-odd": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 10},
                        "crop_size": {"height": 11, "width": 24}},
    "clip-nulls": {"image_processor_type": "CLIPImageProcessor", "size": 12, "do_center_crop": None,
                   "crop_size": None, "do_pad": None, "do_convert_rgb": None},
    "siglip": {"image_processor_type": "SiglipImageProcessor", "size": {"height": 16, "width": 20}},
    "siglip-bare": {"image_processor_type": "SiglipImageProcessor", "size": 8, "do_center_crop": True, "crop_size": 8},
    "unresized": {"image_processor_type": "BitImageProcessor", "do_resize": False, "crop_size": 20},
    "unrescaled": {"image_processor_type": "ViTImageProcessor", "size": 13, "do_rescale": False,
                   "image_mean": [123.675, 116.28, 103.53], "image_std": [58.395, 57.12, 57.375]},
    "unnormalized": {"image_processor_type": "BitImageProcessor", "size": 14, "crop_size": 14, "do_normalize": False},
    "raw": {"image_processor_type": "CLIPImageProcessor", "size": 15, "crop_size": 13, "do_rescale": False,
            "do_normalize": False},
    "other-factor": {"image_processor_type": "ViTImageProcessor", "size": 13, "rescale_factor": 0.0078431372549,
                     "image_mean": 1.0, "image_std": 0.7},
    **{f"filter-{code}": {"image_processor_type": "ViTImageProcessor", "size": {"height": 22, "width": 15},
                          "resample": code} for code in range(6)},
    **{f"filter-{code}-cropped": {"image_processor_type": "BitImageProcessor", "size": 16, "crop_size": 11,
                                  "resample": code} for code in range(6)},
}
# What config.json beside a file that names no processor says.
MODEL_TYPES = {"vit-of-type": "vit", "dinov2-of-type": "dinov2"}

TIMM = {
    "center": {"input_size": [3, 17, 17], "crop_pct": 0.875, "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5],
               "std": [0.5, 0.5, 0.5]},
    "defaults": {"input_size": [3, 20, 20]},
    "whole": {"input_size": [3, 18, 18], "crop_pct": 1.0, "crop_mode": "center", "interpolation": "bilinear"},
    "oblong": {"input_size": [3, 14, 22], "crop_pct": 0.9, "interpolation": "bicubic"},
    "squash": {"input_size": [3, 16, 19], "crop_pct": 0.95, "crop_mode": "squash", "interpolation": "lanczos"},
    "squash-whole": {"input_size": [3, 16, 16], "crop_pct": 1.0, "crop_mode": "squash"},
    "border": {"input_size": [3, 17, 17], "crop_pct": 1.0, "crop_mode": "border"},
    "border-cropped": {"input_size": [3, 16, 21], "crop_pct": 0.8, "crop_mode": "border", "interpolation": "bilinear",
                       "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]},
    "nearest": {"input_size": [3, 15, 15], "crop_pct": 0.9, "interpolation": "nearest"},
    "box": {"input_size": [3, 15, 15], "crop_pct": 0.9, "interpolation": "box"},
    "hamming": {"input_size": [3, 15, 15], "crop_pct": 0.9, "interpolation": "hamming"},
}

OPEN_CLIP = {
    "shortest": ({"image_size": 17}, {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bicubic"}),
    "defaults": ({"image_size": 16}, {}),
    "oblong": ({"image_size": [14, 21]}, {"interpolation": "bilinear"}),
    "squash": ({"image_size": 16}, {"interpolation": "bilinear", "resize_mode": "squash"}),
    "longest": ({"image_size": 19}, {"resize_mode": "longest", "size": 99}),
    "longest-filled": ({"image_size": [17, 12]}, {"resize_mode": "longest", "fill_color": 127}),
}


def made_picture(height, width):
    """As in make-preprocessing-golden.py."""
    counter = np.arange(height * width * 3, dtype=np.uint32)
    mixed = counter * np.uint32(2654435761)
    value = (mixed >> np.uint32(24)).astype(np.uint8)
    hard = np.where(value > 127, 255, 0).astype(np.uint8)
    return np.where(mixed & np.uint32(1 << 16), hard, value).astype(np.uint8).reshape(height, width, 3)


def transformers_processor(name, config):
    """transformers reads the file itself, so that names, old forms and what is left out are its own matter."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "preprocessor_config.json").write_text(json.dumps(config))
        model_type = MODEL_TYPES.get(name, "vit")
        (Path(folder) / "config.json").write_text(json.dumps({"model_type": model_type}))
        processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    assert processor.backend == "pil", processor
    return lambda picture: processor(picture, return_tensors="np")["pixel_values"][0]


def timm_processor(config):
    transform = timm.data.create_transform(**timm.data.resolve_data_config(pretrained_cfg=config), is_training=False)
    return lambda picture: transform(picture).numpy()


def open_clip_processor(tower, config):
    """As its factory does: defaults, the file's values over them, the tower's size over these."""
    from open_clip.transform import PreprocessCfg, image_transform_v2, merge_preprocess_dict

    merged = merge_preprocess_dict(PreprocessCfg(), config)
    size = tower["image_size"]
    merged["size"] = (size, size) if isinstance(size, int) else tuple(size)
    transform = image_transform_v2(PreprocessCfg(**merged), is_train=False)
    return lambda picture: transform(picture).numpy()


def cases():
    """Name, the file's contents, and what the library does by it."""
    for name, config in TRANSFORMERS.items():
        yield f"transformers-{name}", config, transformers_processor(name, config)
    for name, config in TIMM.items():
        file = {"architecture": "vit_small_patch16_224", "num_classes": 0, "pretrained_cfg": config}
        yield f"timm-{name}", file, timm_processor(config)
    # Until version 0.9 timm's file was the configuration itself.
    yield "timm-old", TIMM["center"] | {"architecture": "vit_small_patch16_224"}, timm_processor(TIMM["center"])
    for name, (tower, config) in OPEN_CLIP.items():
        file = {"model_cfg": {"embed_dim": 8, "vision_cfg": tower}, "preprocess_cfg": config}
        yield f"openclip-{name}", file, open_clip_processor(tower, config)


def decoded():
    """Files of every kind, as the processor has them when Pillow has opened them and EXIF is applied."""
    config = {"image_processor_type": "BitImageProcessor", "do_resize": False, "do_center_crop": False,
              "do_rescale": False, "do_normalize": False}
    processor = transformers_processor("dinov2", config)
    result = {}
    for path in sorted([*FIXTURES.glob("PNG/*.png"), *FIXTURES.glob("JPEG/*.jpg"), *FIXTURES.glob("Upright/*.*g")]):
        if path.name.startswith("every-") or path.suffix not in (".png", ".jpg"):
            continue
        pixels = processor(ImageOps.exif_transpose(Image.open(path)))
        result[f"decoded {path.relative_to(FIXTURES)}"] = np.ascontiguousarray(pixels.transpose(1, 2, 0)).astype(np.uint8)
    return result


def main():
    (GOLDEN / "processors").mkdir(exist_ok=True)
    tensors = decoded()
    for name, file, processor in cases():
        (GOLDEN / "processors" / f"{name}.json").write_text(json.dumps(file, indent=2) + "\n")
        for height, width in SIZES:
            try:
                values = processor(Image.fromarray(made_picture(height, width)))
            except ValueError as error:
                # Fitted into the size, the short side has no pixel left.
                assert "height and width must be > 0" in str(error), (name, height, width, error)
                continue
            tensors[f"{name} {height}x{width}"] = np.ascontiguousarray(values.transpose(1, 2, 0), dtype=np.float32)
    save_file(tensors, GOLDEN / "processors.safetensors")


def live(folder):
    """At the sizes that models have."""
    folder.mkdir(parents=True, exist_ok=True)
    full = {"vit": {"image_processor_type": "ViTImageProcessor"}, "deit": {"image_processor_type": "DeiTImageProcessor"},
            "beit": {"image_processor_type": "BeitImageProcessor"}, "clip": {"image_processor_type": "CLIPImageProcessor"},
            "siglip": {"image_processor_type": "SiglipImageProcessor"},
            "dinov2": {"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 256}, **IMAGENET}}
    for name, config in full.items():
        processor = transformers_processor(name, config)
        (folder / f"{name}.json").write_text(json.dumps(config))
        for path in sorted((ROOT / "Images").glob("*.*g")):
            values = processor(Image.open(path).convert("RGB")).transpose(1, 2, 0)
            np.save(folder / f"{name} {path.name}.npy", np.ascontiguousarray(values, dtype=np.float32))


if __name__ == "__main__":
    torch.set_num_threads(1)
    live(Path(sys.argv[2])) if sys.argv[1:2] == ["--live"] else main()
