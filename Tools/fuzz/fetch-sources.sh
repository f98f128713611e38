#!/usr/bin/env bash
# Puts the sources of the system's libpng and libjpeg-turbo into .build/fuzz/sources, for Tools/fuzz/build-codecs.sh to
# instrument and for seeds: libpng's own test pictures. Needs a system with apt-get whose lists have sources (deb-src).
#
#   Tools/fuzz/fetch-sources.sh
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly sources=.build/fuzz/sources
mkdir -p "$sources"
fetch() {
    local folder
    [[ ! -d $sources/$2 ]] || return 0
    (cd "$sources" && apt-get source "$1")
    folder=$(find "$sources" -mindepth 1 -maxdepth 1 -type d -name "$1-*")
    mv "$folder" "$sources/$2"
}
fetch libpng1.6 libpng
fetch libjpeg-turbo libjpeg-turbo
