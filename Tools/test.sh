#!/usr/bin/env bash
# Sets the machine up and runs every check and test there is; ends with the first that fails, and its name.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

step=
# Runs a command under a heading, which is named again if the command fails.
run() {
    step=$1
    shift
    printf '\n== %s\n' "$step"
    "$@"
}
trap '[[ $? == 0 ]] || printf "\nFAILED: %s\n" "$step" >&2' EXIT

# A stereo pair that may not be part of the repository, for the test that measures matches by it. Where it cannot be
# had, the others remain.
fetch_stereo_pair() {
    [[ ! -e .build/stereo-pair/disparity.npy ]] || return 0
    local python=.build/stereo-venv/bin/python
    if ! { python3 -m venv .build/stereo-venv && "$python" -m pip --quiet install numpy &&
        "$python" Tools/golden/stereo-pair.py .build/stereo-pair; }; then
        printf 'The stereo pair cannot be had: matches are tested on warped pictures alone.\n'
    fi
}

# No test uses XCTest, whose runner itself leaks, or @testable, which would build everything once more.
readonly only_swift_testing=(--disable-xctest --disable-testable-imports)

run "Set-up" Tools/setup.sh

run "Stereo pair" fetch_stereo_pair

# Without those that cannot be had, too, their tests are left out.
run "Corpora of hostile files" Tools/reliability/corpora.sh

run "Format" swift format lint --strict --recursive Sources Tests Package.swift

# Every import must be of a dependency that the package file declares: the design's arrows.
readonly checking_imports=(--explicit-target-dependency-import-check error)

run "Build" swift build -c release "${checking_imports[@]}"

run "Tests" swift test -c release "${only_swift_testing[@]}" "${checking_imports[@]}"

# Those that call C, or read foreign files through unsafe memory; our C and C++ is under UndefinedBehaviorSanitizer as
# well, all of whose findings end the process. vptr would need run-time type information, which no target is linked
# with. Leaks are detected, too, which needs ptrace: where that is forbidden,
# ASAN_OPTIONS=detect_leaks=0 leaves them out.
readonly undefined=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined -Xcxx -fno-sanitize=vptr)
run "Tests under AddressSanitizer and UndefinedBehaviorSanitizer" \
    env LSAN_OPTIONS="suppressions=$PWD/Tools/leaks.txt" UBSAN_OPTIONS=print_stacktrace=1 \
    swift test -c release "${only_swift_testing[@]}" --sanitize=address "${undefined[@]}" \
    --scratch-path .build/address-sanitizer \
    --filter '^(ImageDecoding|Tensors|Checkpoints|AttentionExport|ModelHub)Tests\.'

run "Folder runs under ThreadSanitizer" Tools/reliability/races.sh

# Whether the kernels do with these instructions when asked to: the tests below would else be those above once more.
holds_kernels_to() {
    env PATCHLENS_INSTRUCTIONS="$1" .build/release/patchlens bench --model Tests/Golden/small-dinov2 --size 12x12 \
        --runs 1 --warm-up 0 --no-stages | grep -x "kernels *$1"
}

# What processors with fewer instructions run. All but x86-64 run the baseline's already.
lesser=()
[[ $(uname -m) != x86_64 ]] || lesser=(AVX2 baseline)
for instructions in "${lesser[@]}"; do
    run "Kernels held to $instructions instructions" holds_kernels_to "$instructions"
    run "Tests with $instructions instructions" env PATCHLENS_INSTRUCTIONS=$instructions \
        swift test -c release "${only_swift_testing[@]}" "${checking_imports[@]}" \
        --filter '^(Tensors|VisionTransformers|ImageDecoding|AttentionExport|Golden)Tests\.'
done

printf '\nAll tests passed.\n'
