#!/usr/bin/env bash
# What is broken by hand, is it found? Breaks our engine or the simulator in a few small ways, the patches of search/planted/, which are woven
# into one program, each behind a switch. The conformance suite has to notice each of them. Then explores small drawn libraries, and all the others, and
# looks at the smallest scenario that is found: it has at most so many lines, it fails with what is broken and holds with the whole.
# What only breaks the simulator (sim-*) is physically true for everybody who watches a run, so only an expectation can notice it,
# and it is not explored. What only shows far from the start (far-*), a hundred thousand seeds had not found: it is looked for by going on
# from rare situations (explore --branch).
# A patch that does not fit any more is not found either: mend it with the engine.
#
# All of them, up to two minutes each:         search/planted.sh
# Some of them, by name:                       search/planted.sh mount-forgets-its-time door-waits-for-ever
# What the suite notices, without exploring:   SEEDS=none search/planted.sh
#
# SEEDS and MOST say how many seeds are explored, each time in a minute at most, and how many lines that say something a scenario may
# have; KEEP is a folder for the scenarios.
set -euo pipefail
cd "$(dirname "$0")/.."

seeds="${SEEDS:-0..4000}"
most="${MOST:-12}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The first line has the variable that brings a fault to life, and the program; each other line the number and the name of a fault.
missed=0
cargo run --release --quiet --package rsmlab-mutants --bin planted -- "$@" > "$work/planted" || missed=1
read -r alive program < "$work/planted"
mapfile -t faults < <(tail -n +2 "$work/planted")

# The program with a fault; with 0 the program as it is.
with() {
    local number="$1"
    shift
    env "$alive=$number" "$program" "$@"
}

# Those that say something to the program, and not only to people.
lines() {
    grep -c '^[^/]' "$1"
}

# The shortest of the scenarios in the folders of a folder, if there is one.
shortest() {
    for file in "$1"/*/*.kdl; do
        [ -e "$file" ] && echo "$(lines "$file") $file"
    done | sort -n | head -n 1 | cut -d ' ' -f 2-
}

# What came of a name, in the columns of the table.
tell() {
    printf '%-36s %7s %7s %11s %5s  %s\n' "$@"
}

# How many cases fail when the suite is run on what is broken.
noticed() {
    (with "$1" conformance run --format json 2> /dev/null || true) > "$work/report"
    grep -cE '"status": "(fail|error|timeout)"' "$work/report" || true
}

# Has the suite run and explores with a fault, and says what came of it; fails when the suite did not notice, or when the bug was not found,
# or not in few enough lines.
plant() {
    local number="$1" name="$2" out="$work/$2.found" suite begin seconds found count promise seed
    suite="$(noticed "$number")"
    if [ "$seeds" = none ] || [[ "$name" == sim-* ]]; then
        tell "$name" "$suite" - - - "not explored"
        [ "$suite" -gt 0 ]
        return
    fi
    begin="$EPOCHREALTIME"
    if [[ "$name" == far-* ]]; then
        for profile in rough hostile; do
            with "$number" explore --branch --profile "$profile" --seeds "$seeds" --minutes 1 --out "$out/$profile" || true
        done
    else
        for library in drawn all; do
            with "$number" explore --library "$library" --seeds "$seeds" --minutes 1 --out "$out/$library" || true
        done
    fi > "$work/told" 2>&1
    seconds="$(awk -v begin="$begin" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.1f", end - begin }')"
    found="$(shortest "$out")"
    if [ -z "$found" ]; then
        tell "$name" "$suite" "$seconds" - - "not found"
        return 1
    fi
    count="$(lines "$found")"
    seed="$(sed -n 's/.*--library \([a-z]*\) .*--seeds\{0,1\} \([0-9]*\).*/\1 \2/p' "$work/told" | sort -n -k 2 | head -n 1)"
    # A scenario that holds has nothing to shrink; of one that fails, the first word says which promise is broken.
    if ! promise="$(with "$number" shrink --attempts 1 "$found" 2>&1 > /dev/null)"; then
        tell "$name" "$suite" "$seconds" "$seed" "$count" "what was found holds with the broken engine"
        return 1
    fi
    promise="${promise%% *}"
    if with 0 shrink --attempts 1 "$found" > /dev/null 2>&1; then
        tell "$name" "$suite" "$seconds" "$seed" "$count" "$promise, with the whole engine too"
        return 1
    fi
    tell "$name" "$suite" "$seconds" "$seed" "$count" "$promise"
    if [ -n "${KEEP:-}" ]; then
        mkdir -p "$KEEP" && cp "$found" "$KEEP/$name.kdl"
    fi
    [ "$suite" -gt 0 ] && [ "$count" -le "$most" ]
}

tell "planted" "noticed" "seconds" "seed" "lines" "promise"
for fault in "${faults[@]}"; do
    read -r number name <<< "$fault"
    plant "$number" "$name" || missed=$((missed + 1))
done

echo
echo "${#faults[@]} planted, $missed not noticed by the suite, not found where they are explored, in more than $most lines, or not planted at all"
[ "$missed" -eq 0 ]
