#!/usr/bin/env bash
# Each hot kernel from plain to fast, on every instruction set of this machine: time of one thread, speed, and the
# largest difference from the plain kernel's results.
#
#   Tools/bench/kernels.sh
#
# Builds in release, prints a table, and writes it to Tools/bench/RESULTS-kernels.md. Ends with 1 if a kernel differs
# from its plain sibling by more than it may.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
results="$root/Tools/bench/RESULTS-kernels.md"

swift build --package-path "$root" -c release --product kernel-ladder
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)

{
    printf '# Kernels from plain to fast\n\nMeasured on: %s. ' "${processor:-$(uname -m)}"
    printf 'One thread, processor time, the least of several turns.\n'
    printf '`Tools/bench/kernels.sh` makes this file.\n\n'
} >"$results.new"
status=0
"$root/.build/release/kernel-ladder" | tee -a "$results.new" || status=$?
mv "$results.new" "$results"
printf '\nwritten to %s\n' "$results"
exit $status
