#!/usr/bin/env python3
"""Writes small random CLIP models, and what transformers and open_clip make of texts with them.

    python3 -m venv venv && venv/bin/pip install torch transformers open_clip_torch
    venv/bin/python Tools/golden/make-text-golden.py Tests/Golden/text
    venv/bin/python Tools/golden/make-text-golden.py --real FOLDER

The vocabulary is a small one, trained on the texts of text/texts.py. With --real it is OpenAI's, which open_clip brings
along; FOLDER then has no weights but thousands of random texts more, and
PATCHLENS_TEXT_CASES=FOLDER swift test --filter CLIPTokenizerTests checks the tokenizer against them.

The committed files were written by torch 2.13, transformers 5.24, tokenizers 0.23.3, open_clip 3.3, ftfy 6.3.1 and
regex 2026.11.19.

    NAME/                 configuration, tokenizer and weights, as the library writes them
    NAME/texts.json       texts with their token ids, as they are and filled up
    NAME.safetensors      text features, image features of the pixels, logits
"""

import argparse
import shutil
from pathlib import Path

from text import models, texts, tokenizers
from text.files import write_json


def write_small(folder: Path) -> None:
    """Every model with the small vocabulary."""
    merges = tokenizers.trained_merges(texts.CORPUS + texts.HARD, count=230)
    for case in models.CASES:
        case(folder, merges, texts.PLAIN + texts.HARD)


def write_real(folder: Path) -> None:
    """Tokens alone, with OpenAI's vocabulary."""
    merges = tokenizers.openai_merges()
    every = texts.PLAIN + texts.HARD + texts.random_texts(count=20000)
    for name, write in tokenizers.REAL.items():
        (folder / name).mkdir()
        tokenizer = write(folder / name, merges)
        write_json(folder / name / "texts.json", texts.rows(every, tokenizer))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--real", action="store_true", help="OpenAI's vocabulary, without weights")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    (write_real if options.real else write_small)(options.folder)
    for path in sorted(options.folder.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:9} {path.relative_to(options.folder)}")


if __name__ == "__main__":
    main()
