#!/usr/bin/env bash
# Runs `patchlens overlay`, with the tests' small model, over pictures that were made to test decoders, and says what
# became of them: files tried, drawn, refused by kind, crashes, hangs, and the largest memory of a process.
#
#   Tools/reliability/hostile.sh [FOLDER…]    .build/corpora, which is fetched, unless told otherwise
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if (($# == 0)); then
    Tools/reliability/corpora.sh
    set -- .build/corpora
fi
swift build -c release --product patchlens
exec python3 Tools/reliability/hostile.py .build/release/patchlens Tests/Golden/small-dinov2 "$@"
