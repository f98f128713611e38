#!/usr/bin/env bash
# Draws a great many pictures in one run, with one worker and with one a processor, and sees whether memory and open
# files stay as they are, and whether both runs make the same bytes. Prints rows of the README's table.
#
#   Tools/reliability/soak.sh [COUNT]    100000 pictures unless told otherwise: hard links of the tests' small ones
#
# Needs Linux, which says of a process what it holds, and in TMPDIR some kilobytes a picture. The command is that of
# swift build -c release, or the one that PATCHLENS names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly count=${1:-100000}
[[ $count =~ ^[1-9][0-9]*$ ]] || { printf 'usage: Tools/reliability/soak.sh [COUNT]\n' >&2; exit 64; }
readonly command=${PATCHLENS:-$PWD/.build/release/patchlens} model=$PWD/Tests/Golden/small-dinov2
readonly pictures=Tests/ImageDecodingTests/Fixtures
processors=$(getconf _NPROCESSORS_ONLN)
readonly processors

folder=$(mktemp -d "${TMPDIR:-/tmp}/patchlens-soak.XXXXXX")
trap 'rm -rf "$folder"' EXIT

# A thousand links in each folder, and the rest in the last. A file can have some ten thousand links, so that each
# thousand has copies of its own.
make_pictures() {
    local sources=() made=0 names file
    for file in "$pictures"/{PNG,JPEG,Upright}/*.{png,jpg}; do
        [[ ! -f $file || $file == */every-* ]] || sources+=("$file")
    done
    while [[ $made -lt $count ]]; do
        names=$folder/in/$((made / 1000))
        mkdir -p "$names/0"
        cp "${sources[@]}" "$names/0"
        for ((copy = 1; copy * ${#sources[@]} < 1000; copy++)); do cp -rl "$names/0" "$names/$copy"; done
        made=$((made + 1000))
    done
    # As many as were asked for, whatever the number of sources.
    find "$folder/in" -type f | sort | tail -n "+$((count + 1))" | tr '\n' '\0' | xargs -0 -r rm
}

# Every half second, a line of what the process holds: kilobytes of memory and open files.
watch_process() {
    local process=$1 memory files
    while memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$process/status" 2>/dev/null) && [[ -n $memory ]]; do
        files=$(find "/proc/$process/fd" -mindepth 1 2>/dev/null | wc -l)
        [[ $files == 0 ]] || printf '%s %s\n' "$memory" "$files"
        sleep 0.5
    done
}

# One number for all outputs, names and bytes.
digest() {
    (cd "$1" && find . -type f -not -path './.patchlens/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum)
}

# The means of the second and the last tenth of a column.
tenths() {
    awk -v column="$1" '{ value[NR] = $column } END {
        size = int(NR / 10) > 0 ? int(NR / 10) : 1
        for (i = 1; i <= size; i++) { early += value[size + i]; late += value[NR - size + i] }
        printf "%.1f %.1f", early / size, late / size
    }' "$2"
}

# A row of the table for so many workers; the number of all outputs goes into a file.
soak() {
    local workers=$1 out=$folder/out-$1 samples=$folder/samples-$1 process started=$SECONDS outputs memory files
    "$command" overlay "$folder/in" -o "$out" --model "$model" --short-side 28 --jobs "$workers" \
        --template '{dir}/{name}.png' >"$folder/said" 2>&1 &
    process=$!
    watch_process "$process" >"$samples"
    wait "$process" || { tail "$folder/said" >&2; return 1; }
    digest "$out" >"$folder/digest-$workers"
    outputs=$(find "$out" -name '*.png' | wc -l)
    memory=$(tenths 1 "$samples")
    files=$(tenths 2 "$samples")
    awk -v workers="$workers" -v seconds="$((SECONDS - started))" -v outputs="$outputs" -v memory="$memory" \
        -v files="$files" 'BEGIN {
            split(memory, kilobytes); split(files, open)
            printf "%d pictures, workers %d, %d s: memory %.1f MiB in the second tenth, %.1f in the last", outputs, \
                workers, seconds, kilobytes[1] / 1024, kilobytes[2] / 1024
            printf "; open files %.1f and %.1f\n", open[1], open[2]
            # A few megabytes are the plan, the reports and what the allocator keeps.
            flat = kilobytes[2] <= kilobytes[1] * 1.1 + 4096 && open[2] <= open[1] + 2
            exit flat ? 0 : 1
        }' || { printf 'memory or open files grow\n' >&2; return 1; }
    [[ $outputs == "$count" ]] || { printf '%d of %d pictures were drawn\n' "$outputs" "$count" >&2; return 1; }
}

make_pictures
soak 1
soak "$processors"
cmp "$folder/digest-1" "$folder/digest-$processors"
printf '%d pictures: the same bytes with 1 and with %d workers\n' "$count" "$processors"
