#!/usr/bin/env bash
# How many instructions each row costs (benches/src/counted.rs), beside what benches/instructions.txt says that it cost. What costs over
# 5 % more fails: mend it, or say so in the commit that writes the new counts. Needs valgrind.
#
# To compare:             benches/instructions.sh
# To write new counts:    benches/instructions.sh --write
set -euo pipefail
cd "$(dirname "$0")/.."

kept=benches/instructions.txt
command -v valgrind > /dev/null || { echo "valgrind is not installed, and it counts: apt-get install valgrind" >&2; exit 2; }

counts="$(mktemp -d)"
trap 'rm -rf "$counts"' EXIT

# One unit of code generation, as a count should not depend on how many processors the machine has.
CARGO_PROFILE_BENCH_CODEGEN_UNITS=1 cargo bench --quiet --package rsmlab-benches --bench instructions --no-run --message-format=json > "$counts/build"
program="$(sed -n 's/.*"executable":"\([^"]*instructions-[^"]*\)".*/\1/p' "$counts/build" | tail -n 1)"

"$program" | while read -r name units unit; do
    valgrind --tool=callgrind --callgrind-out-file="$counts/out" --toggle-collect='rsmlab_benches::counted::counted*' "$program" "$name" \
        > /dev/null 2> "$counts/log" || { cat "$counts/log" >&2; exit 2; }
    total="$(sed -n 's/^\(totals\|summary\): \([0-9]*\).*/\2/p' "$counts/out" | tail -n 1)"
    printf '%-14s %12d instructions a %s\n' "$name" "$((total / units))" "$unit"
done > "$counts/now"

if [ "${1:-}" = --write ]; then
    cp "$counts/now" "$kept"
    cat "$kept"
    exit
fi

awk '
    NR == FNR { was[$1] = $2; next }
    {
        change = was[$1] ? ($2 - was[$1]) * 100 / was[$1] : 0
        printf "%s  %+6.1f %%%s\n", $0, change, was[$1] ? "" : "  (new: write it down with --write)"
        if (!was[$1] || change > 5) failed = 1
    }
    END { exit failed }
' "$kept" "$counts/now"
