#!/usr/bin/env bash
# Puts a fuzz target's first inputs into a folder: fixtures of the tests, each under the hash of its bytes, as libFuzzer
# names its own.
#
#   Tools/fuzz/seeds.sh TARGET FOLDER
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly target=$1 folder=$2
readonly pictures=Tests/ImageDecodingTests/Fixtures sources=.build/fuzz/sources
readonly checkpoints=Tests/CheckpointsTests/Fixtures golden=Tests/Golden families=Tests/Golden/families
mkdir -p "$folder"

# Takes standard input for an input, if it is no longer than is wanted.
seed() {
    local most=$1 bytes=$folder/seed.partial
    cat >"$bytes"
    if [[ $(wc -c <"$bytes") -le $most ]]; then
        mv "$bytes" "$folder/seed-$(sha1sum <"$bytes" | cut -c 1-40)"
    else
        rm "$bytes"
    fi
}

# Files' own bytes.
seed_files() {
    local most=$1 file
    shift
    for file in "$@"; do [[ ! -f $file ]] || seed "$most" <"$file"; done
}

# Files behind a byte that says to the target which of a model's files they are.
seed_as() {
    local kind most=$2 file
    kind=$(printf '\\x%02x' "$1")
    shift 2
    for file in "$@"; do [[ ! -f $file ]] || { printf '%b' "$kind" && cat "$file"; } | seed "$most"; done
}

case $target in
png) seed_files 4096 "$pictures"/*/*.png "$sources"/libpng/contrib/{pngsuite,testpngs,testpngs/crashers}/*.png ;;
jpeg) seed_files 4096 "$pictures"/*/*.jpg "$sources"/libjpeg-turbo/testimages/*.jpg ;;
picture)
    Tools/fuzz/seeds.sh png "$folder"
    Tools/fuzz/seeds.sh jpeg "$folder"
    ;;
exif)
    printf 'II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0' | seed 256
    printf 'MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\10\0\0\0\0\0\0' | seed 256
    printf 'Exif\0\0MM\0*\0\0\0\10\0\2\1\17\0\2\0\0\0\1\0\10\0\0\1\22\0\4\0\0\0\1\0\0\0\3\0\0\0\0' | seed 256
    ;;
safetensors)
    seed_as 0 65536 "$checkpoints"/*.safetensors "$checkpoints"/tiny/model-0000{2,3}-of-00003.safetensors
    seed_as 1 65536 "$checkpoints"/*/model.safetensors.index.json
    seed_as 2 65536 "$families"/vit-timm/model.safetensors
    ;;
configuration)
    seed_as 0 65536 "$checkpoints"/*/config.json "$golden"/*/config.json "$families"/*/config.json
    seed_as 1 65536 "$checkpoints"/*/preprocessor_config.json "$checkpoints"/processors/*.json
    seed_as 3 65536 "$families"/vit-timm/config.json
    seed_as 8 65536 "$families"/*/open_clip_config.json
    seed_as 11 65536 "$families"/*/open_clip_config.json
    ;;
vocabulary)
    readonly vocab='{"a":0,"b</w>":1,"ab</w>":2,"c":3,"ca":4,"<|startoftext|>":5,"<|endoftext|>":6}'
    printf '\0{"added_tokens":[{"id":6,"content":"<|endoftext|>"}],"model":{"type":"BPE","vocab":%s,%s}}' "$vocab" \
        '"merges":["a b</w>"]' | seed 4096
    printf '\0{"model":{"vocab":%s,"merges":[["a","b</w>"],["c","a"]]}}' "$vocab" | seed 4096
    seed_as 1 4096 "$golden"/text/*/tokenizer_config.json
    seed_as 2 4096 "$golden"/text/*/config.json
    printf '\3%s' "$vocab" | seed 4096
    printf '\4#version: 0.2\na b</w>\nc a\n' | seed 4096
    printf '\5{"bos_token":"<|startoftext|>","eos_token":{"content":"<|endoftext|>","normalized":true}}' | seed 4096
    head -n 40 "$golden/text/open-clip/merges.txt" | { printf '\6' && cat; } | seed 4096
    seed_as 7 4096 "$golden"/text/*/open_clip_config.json
    ;;
text)
    kind=0
    for file in "$golden"/text/*/texts.json; do
        grep -o '"text": "[^"]*"' "$file" | while read -r text; do
            printf '%b%b' "\\x0$kind" "${text:9:-1}" | seed 1024
        done
        kind=$((kind + 1))
    done
    ;;
boxes)
    readonly image='"images":[{"id":1,"file_name":"a.jpg","height":4,"width":6}]'
    readonly mask='"segmentation":{"size":[4,6],"counts":[2,3,19]}'
    printf '{%s,"annotations":[{"image_id":1,"bbox":[0.5,1,2e0,3.25],"category_id":3}]}' "$image" | seed 4096
    printf '{%s,"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,2,1,3],"area":3,"iscrowd":0,%s,%s}],%s}' \
        "$image" "$mask" '"method":"lost","score":0.5' '"categories":[{"id":1,"name":"object"}]' | seed 4096
    printf '{%s,"annotations":[],"categories":[{"id":1,"name":"object"}]}' "$image" | seed 4096
    ;;
manifest)
    readonly known='"model":"m","weightsHash":"w","optionsHash":"o","size":5,"modified":1000000000000000000,"seconds":0.1'
    readonly failure='"error":{"code":"decode","kind":"corrupt","message":"it is bad","retryable":false}'
    # As it is written, which is read in a quick way, and as only any reader of JSON takes it.
    readonly known_first='{"picture":{"input":"a.png","model":"m","modified":1000000000000000000,"optionsHash":"o","outputs":'
    readonly known_last=',"root":"/p","seconds":0.1,"size":5,"status":"done","target":"a.png","weightsHash":"w"}}'
    printf '{"run":{"model":"m","weightsHash":"w","options":{"opacity":"0.2"},"optionsHash":"o"}}\n%s\n%s\n{"ended":true}\n' \
        "$known_first"'[{"modified":1000000000000000000,"path":"a.png","size":7}]'"$known_last" \
        "$known_first"'[]'"$known_last" | seed 4096
    printf '{"run":{"model":"m","weightsHash":"w","options":{"opacity":"0.2"},"optionsHash":"o"}}\n%s\n%s\n{"pict' \
        '{"picture":{"input":"a.png","target":"a.png","status":"done","outputs":[{"path":"a.png","size":7}],'"$known}}" \
        '{"picture":{"input":"c.png","target":"c.png","status":"failed","outputs":[],'"$failure,$known}}" | seed 4096
    ;;
*)
    printf 'usage: Tools/fuzz/seeds.sh TARGET FOLDER\n' >&2
    exit 64
    ;;
esac
