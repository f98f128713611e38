#!/usr/bin/env bash
# Fetches pictures that were made to test decoders, many of them broken or hostile, which may not or need not be part of
# the repository:
#
#   pillow          Tests/images of Pillow's source distribution
#   libpng          PngSuite, testpngs and crashers of libpng's source, as Debian and Ubuntu package it
#   libjpeg-turbo   testimages of libjpeg-turbo's source, likewise
#   gdk-pixbuf      the pictures of the package gdk-pixbuf-tests
#
# Of each those that begin as a PNG or JPEG does or are named so. What cannot be had, or is not what it was, is left out
# with a line that says so: tests of the others remain. Needs neither root nor entries for source packages: apt works on
# lists of its own, made from the machine's.
#
#   Tools/reliability/corpora.sh [FOLDER]    .build/corpora unless told otherwise
set -euo pipefail

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly tools

folder=${1:-$tools/../../.build/corpora}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "$folder/.fetching.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The SHA-256 of each corpus's list of SHA-256 sums and names: the pictures, however they are packaged.
declare -rA sums=(
    [pillow]=b3bc0e180613c982258af1ef93420356f315925dbf899195c5fec14d0279b8b7
    [libpng]=d6522188c9e5bfdafed170291694aa1df8e391f9d405fd72a09b15c16e572b8b
    [libjpeg-turbo]=d782f8650928263a5e9b1c503f6ffbb48292829c9bbf609f23ddc642c023f762
    [gdk-pixbuf]=da4e80f2e569d2f64091bb9555a0edb62af9a660eb1874ba849897e8eda1ba53
)

# apt with lists, sources and a cache below $work, and nothing of the machine's changed.
private_apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/apt/sources.list" -o Dir::Etc::sourceparts="$work/apt/parts" \
        -o Dir::State::lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User=root \
        -o Acquire::Languages=none "$@"
}

# Once, for all that comes by apt: the machine's sources, asked for source packages too.
prepare_apt() {
    [[ ! -e $work/apt ]] || return 0
    if ! command -v apt-get >/dev/null; then
        printf 'there is no apt-get\n'
        return 1
    fi
    mkdir -p "$work/apt"/{parts,lists/partial,cache/archives/partial}
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [[ -r $file ]]; then sed -n 's/^deb /&/p; s/^deb /deb-src /p' "$file"; fi
    done >"$work/apt/sources.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        if [[ -r $file ]]; then sed 's/^Types:.*/Types: deb deb-src/' "$file" >"$work/apt/parts/${file##*/}"; fi
    done
    private_apt update
}

# The upstream part of a source package: Debian's own part changes with every correction, and has no pictures.
fetch_source() {
    prepare_apt || return
    mkdir "$work/$1"
    (cd "$work/$1" && private_apt source --download-only --tar-only "$1" && tar --extract --file "$(echo ./*.orig.tar.*z*)")
}

fetch_pillow() {
    python3 -m venv "$work/venv" || return
    "$work/venv/bin/python" -m pip --quiet --disable-pip-version-check download --no-deps --no-binary pillow \
        --require-hashes --requirement "$tools/corpora.requirements.txt" --dest "$work/pillow" || return
    tar --extract --file "$(echo "$work"/pillow/*.tar.gz)" --directory "$work/pillow" || return
    pictures=$(echo "$work"/pillow/*/Tests/images)
}

fetch_libpng() {
    fetch_source libpng1.6 || return
    pictures=$(echo "$work"/libpng1.6/*/)
    pictures=${pictures%/}
}

fetch_libjpeg-turbo() {
    fetch_source libjpeg-turbo || return
    pictures=$(echo "$work"/libjpeg-turbo/*/testimages)
}

fetch_gdk-pixbuf() {
    prepare_apt || return
    mkdir "$work/gdk-pixbuf"
    (cd "$work/gdk-pixbuf" && private_apt download gdk-pixbuf-tests && dpkg-deb --extract ./*.deb .) || return
    pictures=$(find "$work/gdk-pixbuf" -type d -path '*/lib*/installed-tests/gdk-pixbuf')
}

# Whether a file is named as a PNG or JPEG is, or begins as one.
is_picture() {
    case $1 in *.png | *.jpg | *.jpeg | *.PNG | *.JPG | *.JPEG | *.apng) return 0 ;; esac
    local magic
    IFS= LC_ALL=C read -r -d '' -N 3 magic <"$1" 2>/dev/null || true
    [[ $magic == $'\x89PN' || $magic == $'\xff\xd8\xff' ]]
}

# Moves the pictures of a folder, at their places in it, to another.
take_pictures() {
    local file place
    while IFS= read -r -d '' file; do
        is_picture "$file" || continue
        place=$2/${file#"$1"/}
        mkdir -p "${place%/*}"
        mv "$file" "$place"
    done < <(find "$1" -type f -print0)
}

sum_of() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1); }

leave_out() {
    printf '%s: %s; its pictures are left out.\n' "$1" "$2"
    rm -rf "$work/$1.taken"
}

take() {
    local name=$1 pictures= sum
    [[ ! -e $folder/$name ]] || return 0
    if ! "fetch_$name" >"$work/$name.log" 2>&1; then
        leave_out "$name" "cannot be had here ($(tail -n 1 "$work/$name.log"))"
        return
    fi
    mkdir "$work/$name.taken"
    take_pictures "$pictures" "$work/$name.taken"
    sum=$(sum_of "$work/$name.taken")
    if [[ $sum != "${sums[$name]}" ]]; then
        leave_out "$name" "not the files that were expected ($sum)"
        return
    fi
    mv "$work/$name.taken" "$folder/$name"
    printf '%s: %s pictures\n' "$name" "$(find "$folder/$name" -type f | wc -l)"
}

for name in pillow libpng libjpeg-turbo gdk-pixbuf; do take "$name"; done
