#!/usr/bin/env bash
# Every family and naming, live: new random checkpoints by their own libraries, PatchLens on them, and how far apart.
#
#   Tools/golden/check-families.sh [--seed 2026] [--only WORD] [--keep]
#
# Installs the libraries of families.requirements.txt into .build/families/venv, generates the cases of
# make-family-golden.py with that seed into a temporary folder, runs FamilyGoldenTests on it and prints the largest
# relative difference of each case and quantity: the largest difference over the largest magnitude, on any grid. Fails
# where a test fails. --only takes the families whose function in families/*.py has WORD in its name; --keep leaves the
# cases and says where.
#
# pip's own choice of torch on Linux is the build for GPUs, some gigabytes. Where pip is told of an index with CPU
# builds (by PIP_EXTRA_INDEX_URL or pip's configuration), PATCHLENS_TORCH=torch==VERSION+cpu takes one of those;
# PATCHLENS_PYTHON=PATH takes a Python that has the libraries, and installs nothing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly venv="$root/.build/families/venv"
seed=2026 only='' keep=

usage() {
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

while (($#)); do
    case $1 in
        --seed | --only)
            (($# > 1)) || { printf 'check-families: %s needs a value\n' "$1" >&2 && exit 64; }
            [[ $1 == --seed ]] && seed=$2 || only=$2
            shift 2
            ;;
        --keep) keep=yes && shift ;;
        --help) usage && exit ;;
        *) printf 'check-families: there is no option %s\n' "$1" >&2 && exit 64 ;;
    esac
done

# The interpreter with the reference libraries, which is made when there is none.
references() {
    if [[ ${PATCHLENS_PYTHON:-} ]]; then
        python=$PATCHLENS_PYTHON
        return
    fi
    python=$venv/bin/python
    [[ -x $python ]] || python3 -m venv "$venv"
    "$python" -m pip install --quiet --disable-pip-version-check "${PATCHLENS_TORCH:-torch==2.13.0}" \
        --requirement "$root/Tools/golden/families.requirements.txt"
}

# Lines of case, quantity and difference, each case on one line of the table, the worst at the end of it.
table() {
    awk -F '\t' '
        NF == 3 { if (!($1 in row)) order[++count] = $1
                  row[$1] = row[$1] sprintf("  %s %.1e", $2, $3)
                  if ($3 + 0 > worst[$1] + 0) worst[$1] = $3
                  if ($3 + 0 > most + 0) { most = $3; which = $1 " " $2 } }
        END { for (i = 1; i <= count; i++) printf "%-32s %.1e %s\n", order[i], worst[order[i]], row[order[i]]
              if (!count) { print "no difference was reported"; exit 1 }
              printf "\n%d cases; the largest relative difference is %.1e (%s)\n", count, most, which }
    ' "$1"
}

references
work=$(mktemp -d)
[[ $keep ]] && printf 'The cases are in %s/cases\n' "$work" || trap 'rm -rf "$work"' EXIT
"$python" "$root/Tools/golden/make-family-golden.py" "$work/cases" --seed "$seed" --only "$only"

passed=0
PATCHLENS_FAMILY_GOLDEN=$work/cases PATCHLENS_FAMILY_REPORT=$work/differences \
    swift test --package-path "$root" -c release --disable-xctest --disable-testable-imports \
    --filter FamilyGoldenTests >"$work/test.log" 2>&1 || passed=$?
if ((passed)); then tail -n 40 "$work/test.log" >&2; fi
[[ -e $work/differences ]] || { printf 'check-families: the tests reported no differences\n' >&2 && exit 1; }
table "$work/differences"
exit "$passed"
