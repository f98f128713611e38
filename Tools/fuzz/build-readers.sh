#!/usr/bin/env bash
# Builds the fuzz targets in Swift, all in one program: everything under AddressSanitizer and instrumented for
# libFuzzer, and our C under UndefinedBehaviorSanitizer, in which any finding ends the process.
#
#   Tools/fuzz/build-readers.sh
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# vptr would need the run-time type information of C++, which no target is linked with.
readonly undefined=(
    -Xcc -fsanitize=fuzzer-no-link,undefined -Xcc -fno-sanitize-recover=undefined
    -Xcxx -fno-sanitize=vptr
)
# The sanitizers are for this build alone, which declares the target. Gold, the standard linker, fails on them.
PATCHLENS_FUZZ=1 swift build -c release --product reader-fuzzer --scratch-path .build/fuzz --sanitize=address \
    -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld "${undefined[@]}"
