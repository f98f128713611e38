#!/usr/bin/env python3
"""Writes small random checkpoints of every family and naming, by its own library, and what that computes with them.

    make-family-golden.py FOLDER [--seed N] [--only WORD]

    NAME/                 the checkpoint as its library saves it: weights, config.json, preprocessor_config.json
    NAME/case.json        what the case is, and what a test must know (families/case.py says which fields)
    NAME.safetensors      for each grid of patches ROWSxCOLUMNS, under "ROWSxCOLUMNS.":
        pixels                (3, height, width), already normalised
        tokens                (tokens, hidden), the encoder's output as the library gives it
        attention             (layers, heads, tokens, tokens), after the softmax
        pooled                (hidden) or (2 × hidden); what kind, case.json says
        probe_attention       (heads, 1, tokens), where a probe pools
        normed_tokens, projected, logits, class_logits, distillation_logits    where the model has them
    README.md             the cases in a table

Every case is seeded by its own name and N, so that one can be made alone. Tests/Golden/families is seed 4.
"""

import argparse
import sys
import zlib
from pathlib import Path

import torch

# families/ beside this file, and conversion/ in Tools, which derives what facebookresearch's files lack.
sys.path[:0] = [str(Path(__file__).resolve().parents[level]) for level in (0, 1)]
from families import (  # noqa: E402
    open_clip_towers, original, readme, timm_eva, timm_vit, transformers_clip, transformers_dino,
    transformers_storage, transformers_vit,
)

MODULES = (
    transformers_vit, transformers_dino, transformers_clip, transformers_storage, timm_vit, timm_eva, original,
    open_clip_towers,
)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--only", default="", metavar="WORD", help="families whose function's name has this in it")
    return parser.parse_args()


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    # One thread: sums in the same order on every machine with the same instructions.
    torch.set_num_threads(1)
    for module in MODULES:
        for make in module.CASES:
            if options.only in make.__name__:
                seed = zlib.crc32(f"{module.__name__}.{make.__name__}".encode()) ^ options.seed
                make(options.folder, torch.Generator().manual_seed(seed))
    readme.write(options.folder)


if __name__ == "__main__":
    main()
