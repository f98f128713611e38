#!/usr/bin/env bash
# Looks for data races with ThreadSanitizer: in the tests of what shares work between threads, and in folder runs of the
# command with several workers of several threads each, begun anew and taken up again. Any race is an error.
#
#   Tools/reliability/races.sh
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly build=.build/thread-sanitizer
export TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/Tools/reliability/races.txt"

readonly suites='PatchLensTests\.(FolderRun|Manifest|OrderedGathering|Workers)Tests|TensorsTests\.(ThreadPool|SpareBytes)Tests'
swift test -c release --disable-xctest --disable-testable-imports --sanitize=thread --scratch-path "$build" \
    --filter "^($suites)"

folder=$(mktemp -d "${TMPDIR:-/tmp}/patchlens-races.XXXXXX")
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/in"
cp Tests/ImageDecodingTests/Fixtures/{JPEG,Upright}/*.jpg Tests/ImageDecodingTests/Fixtures/Damaged/*.png "$folder/in"
cp Images/coffee.png "$folder/in"

# Some of the pictures are damaged: exit code 1 is that of a whole run, in which they failed.
draw() {
    local name=$1 status=0
    shift
    "$build/release/patchlens" "$@" --model Tests/Golden/small-dinov2 -o "$folder/$name" --short-side 56 --jobs 3 --threads 2 -q \
        >/dev/null 2>"$folder/said" || status=$?
    if [[ $status -gt 1 ]] || grep -q 'ThreadSanitizer' "$folder/said"; then
        cat "$folder/said" >&2
        printf 'exit code %d of: patchlens %s\n' "$status" "$*" >&2
        return 1
    fi
}
draw maps overlay "$folder/in" --layers all --heads each --save-maps npy
draw maps overlay "$folder/in" --layers all --heads each --save-maps npy
draw methods overlay "$folder/in" --method rollout,lost,tokencut,pca
draw features features "$folder/in"
draw gathered features "$folder/in" --gather all.npy
draw heads heads "$folder/in"
printf 'No data race was found.\n'
