#!/usr/bin/env python3
"""Writes Tests/Golden/token-norms.safetensors: norms of the default model's tokens on the sample pictures.

    python3 -m venv venv && venv/bin/pip install torch transformers numpy safetensors
    venv/bin/python Tools/golden/make-norm-golden.py <folder of dinov2-small> Tests/Golden

transformers' Dinov2Model in float32, on the pixels of Tests/Golden/<picture>.safetensors (make-sample-golden.py wrote
them). Each tensor holds the Euclidean norms of all tokens after the last layer, before the final norm.
"""

import sys
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.numpy import load_file, save_file

MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
PICTURES = ("astronaut", "chelsea", "coffee", "rocket")


def main() -> None:
    checkpoint, folder = (Path(argument) for argument in sys.argv[1:3])
    model = transformers.Dinov2Model.from_pretrained(checkpoint).eval()
    norms = {}
    for picture in PICTURES:
        resized = load_file(folder / f"{picture}.safetensors")["resized_rgb8"]
        pixels = ((resized / 255 - MEAN) / DEVIATION).astype(np.float32).transpose(2, 0, 1)[None]
        with torch.no_grad():
            tokens = model(torch.from_numpy(pixels), output_hidden_states=True).hidden_states[-1][0]
        norms[picture] = tokens.double().norm(dim=-1).float().numpy()
    save_file(norms, folder / "token-norms.safetensors", metadata={"transformers": transformers.__version__})


if __name__ == "__main__":
    main()
