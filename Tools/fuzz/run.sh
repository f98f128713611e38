#!/usr/bin/env bash
# Fuzzes what reads foreign files: libFuzzer, guided by coverage, under AddressSanitizer (and our C under
# UndefinedBehaviorSanitizer). Ends with a line a target: executions, branches taken, inputs kept, findings.
#
#   Tools/fuzz/run.sh [TARGET…] [SECONDS]    every target, 60 seconds each, unless told otherwise
#
# Targets: png, jpeg and exif decode with CCodecs, picture with ImageDecoding; safetensors and configuration read a
# model's files, vocabulary a tokenizer's; text is cut into tokens; boxes reads COCO's JSON,
# manifest what a rerun goes by.
#
# Findings stay in .build/fuzz/findings under the target's name; when mended, each belongs into Tests as a fixture of a
# test. What earlier runs found interesting is in .build/fuzz/corpus and is taken up again; a target whose folder there
# is removed begins anew with its seeds.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly all=(png jpeg exif picture safetensors configuration vocabulary text boxes manifest)
usage() {
    printf 'usage: Tools/fuzz/run.sh [TARGET…] [SECONDS]\ntargets: %s\n' "${all[*]}" >&2
    exit 64
}

seconds=60
if [[ ${*: -1} =~ ^[0-9]+$ ]]; then
    seconds=${*: -1}
    set -- "${@:1:$#-1}"
fi
targets=("$@")
[[ $# -gt 0 ]] || targets=("${all[@]}")
for target in "${targets[@]}"; do [[ " ${all[*]} " == *" $target "* ]] || usage; done

readonly build=.build/fuzz dictionaries=Tools/fuzz/dictionaries
readonly findings=$build/findings
mkdir -p "$findings"

# What this run has to build.
[[ ! " ${targets[*]} " =~ \ (png|jpeg|exif)\  ]] || Tools/fuzz/build-codecs.sh
[[ ! " ${targets[*]} " =~ \ (picture|safetensors|configuration|vocabulary|text|boxes|manifest)\  ]] || Tools/fuzz/build-readers.sh

# In memory where the system has such a place: some targets write a file for each input.
folder=$(mktemp -d "$(if [[ -w /dev/shm ]]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi)/patchlens-fuzz.XXXXXX")
trap 'rm -rf "$folder"' EXIT

status=0
# Runs a target and sums up: its name, its inputs' greatest length, and its dictionary.
fuzz() {
    local target=$1 length=$2 dictionary=$3 program=$build/release/reader-fuzzer log=$build/$1.log
    [[ ! -x $build/codecs/$target-fuzzer ]] || program=$build/codecs/$target-fuzzer
    [[ -d $build/corpus/$target ]] || Tools/fuzz/seeds.sh "$target" "$build/corpus/$target"
    mkdir "$folder/$target"
    printf '\n== %s\n' "$target"
    # Of memory that Foundation keeps for good nothing can be told; C's is checked for leaks.
    local leaks=0
    [[ $program != *codecs* ]] || leaks=1
    PATCHLENS_FUZZ_TARGET=$target PATCHLENS_FUZZ_FOLDER=$folder/$target ASAN_OPTIONS=detect_leaks=$leaks \
        "$program" "$build/corpus/$target" -artifact_prefix="$findings/$target-" -dict="$dictionary.dict" \
        -max_total_time="$seconds" -max_len="$length" -timeout=60 -rss_limit_mb=2048 -malloc_limit_mb=64 \
        -detect_leaks=$leaks -print_final_stats=1 >"$log" 2>&1 || status=1
    rm -rf "${folder:?}/$target"
    grep -E '^(==|SUMMARY|#[0-9]+.DONE)' "$log" || true
    awk -v target="$target" -v found="$(find "$findings" -name "$target-*" | wc -l)" '
        / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") taken = $(i + 1); if ($i == "corp:") kept = $(i + 1) } }
        /number_of_executed_units/ { runs = $2 }
        END { sub("/.*", "", kept)
            printf "%s: %d executions, %d branches taken, %d inputs kept, %d findings\n", target, runs, taken, kept, found
        }' "$log"
}

for target in "${targets[@]}"; do
    case $target in
    png | jpeg) fuzz "$target" 4096 "$dictionaries/$target" ;;
    picture)
        cat "$dictionaries"/{png,jpeg}.dict >"$build/picture.dict"
        fuzz "$target" 4096 "$build/picture"
        ;;
    exif) fuzz "$target" 256 "$dictionaries/exif" ;;
    safetensors | configuration) fuzz "$target" 65536 "$dictionaries/checkpoint" ;;
    vocabulary) fuzz "$target" 4096 "$dictionaries/vocabulary" ;;
    text) fuzz "$target" 1024 "$dictionaries/text" ;;
    boxes | manifest) fuzz "$target" 4096 "$dictionaries/$target" ;;
    esac
done
exit "$status"
