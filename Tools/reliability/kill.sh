#!/usr/bin/env bash
# Kills folder runs (kill -9) at random moments and takes them up again until they are done. A file under a final name
# must always be whole, which is to say the same as an undisturbed run's, to the byte; in the end all are there, none
# was made twice by the manifest, and no temporary file is left. Prints a row of the README's table.
#
#   Tools/reliability/kill.sh [KILLS]    50 unless told otherwise
#
# The command is that of swift build -c release, or the one that PATCHLENS names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly kills=${1:-50}
[[ $kills =~ ^[1-9][0-9]*$ ]] || { printf 'usage: Tools/reliability/kill.sh [KILLS]\n' >&2; exit 64; }
readonly command=${PATCHLENS:-$PWD/.build/release/patchlens} model=$PWD/Tests/Golden/small-dinov2

folder=$(mktemp -d "${TMPDIR:-/tmp}/patchlens-kill.XXXXXX")
trap 'rm -rf "$folder"' EXIT

fail() {
    printf 'after %d kills, %s: %s\n' "$killed" "$kind" "$1" >&2
    exit 1
}

# Some dozens of pictures, of which a few are large enough that kills fall into their files.
make_pictures() {
    mkdir -p "$folder/in/photographs" "$folder/in/small"
    cp Images/*.{png,jpg} "$folder/in/photographs"
    cp Tests/ImageDecodingTests/Fixtures/{JPEG,Upright}/*.jpg "$folder/in/small"
    # An object cannot be found on a single pixel.
    rm "$folder/in/small/one-pixel.jpg"
}

# The runs that are killed: several files a picture, one file of all pictures that is added to, and two that are written
# from the first to the last picture. Puts the command of one into `line`.
readonly kinds=(overlay objects gathered)
choose() {
    case $1 in
    overlay) line=(overlay --layers all --save-maps npy) ;;
    objects) line=(overlay --method "lost,tokencut") ;;
    gathered) line=(features --gather all.npy) ;;
    esac
    line=("$command" "${line[@]}" "$folder/in" -o "$2" --model "$model" --short-side 56)
}

names() { (cd "$1" && find . -name '.patchlens' -prune -o -type f -print | sort); }

# Every file under a final name is the undisturbed run's. A file of all objects is of those it has so far, and JSON.
check_files() {
    local out=$1 name
    names "$out" >"$folder/names"
    while read -r name; do
        [[ $name != */.patchlens-* ]] || continue
        cmp -s "$out/$name" "$folder/undisturbed-$kind/$name" || fail "$name is not whole"
    done <"$folder/names"
}

# Pictures that the manifests of a folder say were done more than once.
done_twice() {
    [[ -d $1/.patchlens ]] || { echo 0 && return; }
    find "$1/.patchlens" -name 'manifest*.jsonl' -exec cat {} + |
        sed -n 's/.*"status":"done","target":\("[^"]*"\).*/\1/p' | sort | uniq -d | wc -l
}

# A moment within the time that an undisturbed run takes.
wait_a_moment() {
    sleep "$(awk -v most="$1" -v random="$RANDOM" 'BEGIN { printf "%.4f", most * random / 32768 }')"
}

# Kills and takes up again, until a run comes to its end by itself.
interrupt_until_done() {
    local out=$folder/out most=$1 process status rounds=0
    rm -rf "$out"
    choose "$kind" "$out"
    while true; do
        "${line[@]}" >"$folder/said" 2>&1 &
        process=$!
        if [[ $killed -lt $kills && $rounds -lt 4 ]]; then
            wait_a_moment "$most"
            status=0
            kill -KILL "$process" 2>/dev/null || true
            wait "$process" 2>/dev/null || status=$?
            # 128 and the signal's number; anything else is a run that had come to its end.
            if [[ $status == 137 ]]; then
                killed=$((killed + 1))
                rounds=$((rounds + 1))
                [[ ! -d $out ]] || check_files "$out"
                continue
            fi
            [[ $status == 0 ]] || fail "a run that was not killed failed: $(tail -n 1 "$folder/said")"
            return
        fi
        wait "$process" || fail "the run that was taken up failed: $(tail -n 1 "$folder/said")"
        return
    done
}

make_pictures
killed=0 twice=0 finished=0
declare -A duration
for kind in "${kinds[@]}"; do
    started=$(date +%s.%N)
    choose "$kind" "$folder/undisturbed-$kind"
    "${line[@]}" >"$folder/said" 2>&1 || fail "the undisturbed run failed: $(tail -n 1 "$folder/said")"
    duration[$kind]=$(awk -v from="$started" -v to="$(date +%s.%N)" 'BEGIN { print to - from }')
done
while [[ $killed -lt $kills ]]; do
    for kind in "${kinds[@]}"; do
        interrupt_until_done "${duration[$kind]}"
        left=$(find "$folder/out" -name '.patchlens-*' | wc -l)
        [[ $left == 0 ]] || fail "$left temporary files are left"
        cmp -s <(names "$folder/out") <(names "$folder/undisturbed-$kind") || fail "files are missing, or too many"
        check_files "$folder/out"
        twice=$((twice + $(done_twice "$folder/out")))
        finished=$((finished + 1))
    done
done
pictures=$(find "$folder/in" -type f | wc -l)
printf '%d kills of runs over %d pictures, %d times taken up to the end: partial files 0, results that differ 0, ' \
    "$killed" "$pictures" "$finished"
printf 'pictures lost 0, done twice %d, temporary files left 0\n' "$twice"
[[ $twice == 0 ]]
