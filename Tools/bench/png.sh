#!/usr/bin/env bash
# PNG encoding beside libpng, Pillow and OpenCV: overlays of photographs of 4 megapixels, heat maps, and the sample
# pictures, on one core, in turns on this machine.
#
#   Tools/bench/png.sh [--pictures 4] [--rounds 5]
#
# Fetches OpenCV and Pillow from PyPI into .build/bench, installs pngcheck if it is missing and can be, builds PatchLens
# in release, prints processor time and size for each encoder, and writes them to Tools/bench/RESULTS-png.md. Every file
# PatchLens makes is read again by Pillow, OpenCV and pngcheck.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work="$root/.build/bench"
mkdir -p "$work"

"$root/Tools/setup.sh"
command -v pngcheck >/dev/null || apt-get install --quiet --yes pngcheck >/dev/null 2>&1 || echo "pngcheck is left out"
[[ -x $work/venv/bin/python ]] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet opencv-python-headless==5.0.0.93 pillow numpy
swift build --package-path "$root" -c release
exec "$work/venv/bin/python" "$root/Tools/bench/compare_png.py" --root "$root" --work "$work" "$@"
