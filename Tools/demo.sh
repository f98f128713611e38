#!/usr/bin/env bash
# Sets the machine up, builds PatchLens and lays DINOv2's attention over the pictures in Images/, into Overlays/.
# What is there already is kept: a second run is done in seconds, and offline.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

Tools/setup.sh
swift build -c release
"$(swift build -c release --show-bin-path)/patchlens" overlay Images -o Overlays

printf '\nThe overlays are in %s:\n' "$root/Overlays"
find Overlays -type f -name '*.png' | sort
