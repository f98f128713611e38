#!/usr/bin/env bash
# Fuzzes what reads a checkpoint: safetensors, its index, and the JSON configurations. libFuzzer, guided by coverage,
# under AddressSanitizer. Findings stay in .build/fuzz/findings, as the file that was read with a byte in front of it that
# says which (checkpoint-fuzzer); each belongs into Tests/CheckpointsTests/Fixtures/fuzz-findings when it is mended.
#
#   Tools/fuzz/run.sh [SECONDS]    60 unless told otherwise
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || { printf 'usage: Tools/fuzz/run.sh [SECONDS]\n' >&2; exit 64; }

readonly build=.build/fuzz
readonly corpus=$build/corpus findings=$build/findings fixtures=Tests/CheckpointsTests/Fixtures

# The sanitizers are for this build alone, which declares the target. Gold, the standard linker, fails on them.
PATCHLENS_FUZZ=1 swift build -c release --product checkpoint-fuzzer --scratch-path "$build" \
    --sanitize=address -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld

# Seeds: every checkpoint of the tests, a file each, behind the byte that says which kind it is.
mkdir -p "$corpus" "$findings"
seed() {
    local kind=$1 number=0 file
    shift
    for file in "$@"; do
        { printf '%b' "\\x0$kind"; cat "$file"; } >"$corpus/seed-$kind-$((++number))"
    done
}
readonly families=Tests/Golden/families
seed 0 "$fixtures"/*.safetensors "$fixtures"/tiny/model-00003-of-00003.safetensors "$families"/vit-timm/model.safetensors
seed 1 "$fixtures"/*/config.json Tests/Golden/*/config.json "$families"/*/config.json
seed 2 "$fixtures"/*/preprocessor_config.json "$fixtures"/processors/*.json
seed 3 "$fixtures"/*/model.safetensors.index.json
seed 4 "$families"/*/open_clip_config.json
if [[ -d $fixtures/fuzz-findings ]]; then cp "$fixtures"/fuzz-findings/* "$corpus"; fi

folder=$(mktemp -d "$(if [[ -w /dev/shm ]]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi)/patchlens-fuzz.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# Sound models, one for each way to find a configuration: transformers', with its weights both ways, timm's, open_clip's.
mkdir "$folder/transformers"
cp "$fixtures"/tiny/* "$fixtures"/tiny-classifier/model.safetensors "$folder/transformers"
cp -r "$families/vit-timm" "$families/clip-openclip" "$families/siglip-openclip" "$folder"
for model in transformers vit-timm clip-openclip siglip-openclip; do
    PATCHLENS_FUZZ_MODEL=$folder/$model PATCHLENS_FUZZ_FOLDER=$folder ASAN_OPTIONS=detect_leaks=0 \
        "$build/release/checkpoint-fuzzer" "$corpus" -artifact_prefix="$findings/" -max_total_time="$((seconds / 4))" \
        -max_len=65536 -timeout=10 -rss_limit_mb=2048 -dict=Tools/fuzz/checkpoint.dict -print_final_stats=1
    rm -rf "$folder"/model-*
done
printf '\nNothing was found in %s s.\n' "$seconds"
