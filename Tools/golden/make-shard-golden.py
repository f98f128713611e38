#!/usr/bin/env python3
"""Writes Tests/Golden/shards.json: in which shards and samples Python finds pictures.

    python3 Tools/golden/make-shard-golden.py Tests/Golden

The rules are those that Sources/PatchLens/Selection documents: the first eight bytes of SHA-256 as a number, the
highest byte first; modulo the number of shards, and the least of them, with a seed before the path, for samples.
"""

import hashlib
import json
import sys
from pathlib import Path

PATHS = [f"{folder}{index:03}.png" for folder in ("", "a/", "a/b c/") for index in range(40)] + [
    "é.png", "e\u0301.png", "日本/🙂.jpg", "new\nline.png", " .png", "quote\"\\.png",
]
COUNTS = [1, 2, 3, 16, 100, 1000003]


def number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


def sample(count: int, seed: int) -> list[str]:
    drawn = sorted(PATHS, key=lambda path: number(f"{seed}".encode() + b"\0" + path.encode()))[:count]
    return [path for path in PATHS if path in drawn]


def main() -> None:
    golden = {
        "paths": PATHS,
        "shards": {count: [number(path.encode()) % count for path in PATHS] for count in COUNTS},
        "samples": [
            {"count": count, "seed": seed, "paths": sample(count, seed)}
            for count, seed in [(1, 0), (10, 0), (10, 1), (100, 2**64 - 1), (126, 7)]
        ],
    }
    Path(sys.argv[1], "shards.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
