"""The vocabulary, trained or OpenAI's, in the files of either library; and the libraries' tokenizers reading them."""

import gzip
import json
import tempfile
from collections import Counter
from pathlib import Path

import open_clip.tokenizer
import regex as re
from transformers import CLIPTokenizer

from .files import write_json

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def trained_merges(corpus: list[str], count: int) -> list[str]:
    """The first merges of a byte-pair encoding trained as CLIP's is: always of the most frequent pair of neighbours,
    and of equally frequent ones the first in the alphabet, so that every run trains the same."""
    alphabet = open_clip.tokenizer.bytes_to_unicode()
    words = Counter(word for text in corpus for word in re.findall(PATTERN, text.lower()))
    spelled = {}
    for word, frequency in words.items():
        letters = [alphabet[byte] for byte in word.encode("utf-8")]
        spelled[*letters[:-1], letters[-1] + "</w>"] = frequency
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for tokens, frequency in spelled.items():
            for pair in zip(tokens, tokens[1:]):
                pairs[pair] += frequency
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(" ".join(best))
        spelled = {merged(tokens, best): frequency for tokens, frequency in spelled.items()}
    return merges


def merged(tokens: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """The tokens with every such pair of neighbours made one."""
    result, place = [], 0
    while place < len(tokens):
        is_pair = tokens[place:place + 2] == pair
        result.append("".join(pair) if is_pair else tokens[place])
        place += 2 if is_pair else 1
    return tuple(result)


def openai_merges() -> list[str]:
    """Those of the file that open_clip brings."""
    lines = gzip.open(open_clip.tokenizer.default_bpe()).read().decode("utf-8").split("\n")
    return lines[1:49152 - 256 - 2 + 1]


def vocabulary(merges: list[str]) -> dict[str, int]:
    """OpenAI's order of tokens."""
    alphabet = list(open_clip.tokenizer.bytes_to_unicode().values())
    tokens = alphabet + [token + "</w>" for token in alphabet] + [merge.replace(" ", "") for merge in merges]
    return {token: place for place, token in enumerate(tokens + [BEGIN, END])}


def write_merges(folder: Path, merges: list[str]) -> None:
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]), encoding="utf-8")


def write_vocabulary(folder: Path, merges: list[str]) -> None:
    write_merges(folder, merges)
    (folder / "vocab.json").write_text(json.dumps(vocabulary(merges)), encoding="utf-8")


def hugging_face(folder: Path, context: int):
    """transformers' tokenizer of the folder."""
    tokenizer = CLIPTokenizer.from_pretrained(folder)

    def encode(text: str) -> tuple[list[int], list[int]]:
        plain = tokenizer(text, truncation=True, max_length=context).input_ids
        return plain, tokenizer(text, truncation=True, max_length=context, padding="max_length").input_ids
    return encode


def hugging_face_json(folder: Path, merges: list[str], context: int = 77):
    """tokenizer.json, as transformers saves it."""
    with tempfile.TemporaryDirectory() as temporary:
        write_vocabulary(Path(temporary), merges)
        CLIPTokenizer.from_pretrained(temporary).save_pretrained(folder)
    return hugging_face(folder, context)


def hugging_face_lists(folder: Path, merges: list[str], context: int = 77):
    """vocab.json and merges.txt with the settings of older files: "!" pads, and special tokens are looked for after
    lower-casing."""
    write_vocabulary(folder, merges)
    special = dict(lstrip=False, rstrip=False, single_word=False, normalized=True)
    settings = dict(tokenizer_class="CLIPTokenizer", model_max_length=context, pad_token="!")
    for key, token in ("bos_token", BEGIN), ("eos_token", END), ("unk_token", END):
        settings[key] = {"__type": "AddedToken", "content": token, **special}
    write_json(folder / "tokenizer_config.json", settings)
    return hugging_face(folder, context)


def with_added_tokens(folder: Path, merges: list[str], context: int = 77):
    """vocab.json and merges.txt, and a list of added tokens, one of them not special."""
    write_vocabulary(folder, merges)
    ids = vocabulary(merges)
    flags = dict(lstrip=False, rstrip=False, single_word=False)
    added = {
        str(ids[BEGIN]): dict(content=BEGIN, normalized=False, special=True, **flags),
        str(ids[END]): dict(content=END, normalized=True, special=True, **flags),
    }
    settings = dict(
        tokenizer_class="CLIPTokenizer", model_max_length=context, pad_token=END, added_tokens_decoder=added)
    write_json(folder / "tokenizer_config.json", settings)
    return hugging_face(folder, context)


def simple(merges: list[str], context: int):
    """open_clip's tokenizer with these merges."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "bpe.txt.gz"
        path.write_bytes(gzip.compress("\n".join(["#version: 0.2", *merges]).encode("utf-8")))
        tokenizer = open_clip.tokenizer.SimpleTokenizer(str(path), context_length=context)

    def encode(text: str) -> tuple[list[int], list[int]]:
        padded = tokenizer(text)[0].tolist()
        return padded[:len(tokenizer.encode(text)) + 2], padded
    return encode


def real_hugging_face(write):
    def case(folder: Path, merges: list[str]):
        write_json(folder / "config.json", {"model_type": "clip"})
        return write(folder, merges)
    return case


def real_open_clip(folder: Path, merges: list[str]):
    write_json(folder / "open_clip_config.json", {"model_cfg": {"embed_dim": 512, "text_cfg": {}}})
    write_merges(folder, merges)
    return simple(merges, 77)


REAL = {
    "json": real_hugging_face(hugging_face_json), "lists": real_hugging_face(hugging_face_lists),
    "added": real_hugging_face(with_added_tokens), "open-clip": real_open_clip,
}
