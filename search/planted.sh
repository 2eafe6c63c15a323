#!/usr/bin/env bash
# What is broken by hand, is it found? Breaks our engine or the simulator in a few small ways, one patch of search/planted/ at a time,
# each in a place of its own. The conformance suite has to notice it. Then explores small drawn libraries, and all the others, and
# looks at the smallest scenario that is found: it has at most so many lines, it fails with what is broken and holds with the whole.
# What only breaks the simulator (sim-*) is physically true for everybody who watches a run, so only an expectation can notice it,
# and it is not explored. What only shows far from the start (far-*), a hundred thousand seeds had not found: it is looked for by going on
# from rare situations (explore --branch).
# A patch that does not apply any more is not found either: mend it with the engine.
#
# All of them, about a minute or two each:     search/planted.sh
# Some of them, by name:                       search/planted.sh mount-forgets-its-time door-waits-for-ever
# What the suite notices, without exploring:   SEEDS=none search/planted.sh
#
# What is committed is what is broken. SEEDS and MOST say how many seeds are explored, each time in a minute at most, and how many
# lines that say something a scenario may have; KEEP is a folder for the scenarios.
set -euo pipefail
cd "$(dirname "$0")/.."

seeds="${SEEDS:-0..4000}"
most="${MOST:-12}"
patches="$PWD/search/planted"
# Ours alone: nobody else's program is to have a broken engine. Kept from run to run, because little of it changes.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}/planted"
# One line is broken, so little has to be compiled again.
export CARGO_INCREMENTAL=1

if [ $# -gt 0 ]; then
    names=("$@")
else
    mapfile -t names < <(cd "$patches" && basename -s .patch -- *.patch)
fi

work="$(mktemp -d)"
tree="$work/tree"
trap 'git worktree remove --force "$tree" 2> /dev/null || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$tree" HEAD

# Builds what is in the worktree, and keeps the program under this name. That the broken engine has no use for something is no news.
build() {
    if ! (cd "$tree" && cargo build --release --quiet --package rsmlab --bin rsmlab 2> "$work/built"); then
        cat "$work/built" >&2
        return 1
    fi
    cp "$CARGO_TARGET_DIR/release/rsmlab" "$work/$1"
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
    (cd "$tree" && "$work/broken" conformance run --format json 2> /dev/null || true) > "$work/report"
    grep -cE '"status": "(fail|error|timeout)"' "$work/report" || true
}

# Breaks something, has the suite run and explores, and says what came of it; fails when the suite did not notice, or when the bug was
# not found, or not in few enough lines.
plant() {
    local name="$1" out="$work/$1.found" suite begin seconds found count promise seed
    if ! git -C "$tree" apply "$patches/$name.patch"; then
        tell "$name" - - - - "the patch does not apply"
        return 1
    fi
    build broken || { tell "$name" - - - - "what is broken does not build"; return 1; }
    suite="$(noticed)"
    if [ "$seeds" = none ] || [[ "$name" == sim-* ]]; then
        tell "$name" "$suite" - - - "not explored"
        [ "$suite" -gt 0 ]
        return
    fi
    begin="$EPOCHREALTIME"
    if [[ "$name" == far-* ]]; then
        for profile in rough hostile; do
            "$work/broken" explore --branch --profile "$profile" --seeds "$seeds" --minutes 1 --out "$out/$profile" || true
        done
    else
        for library in drawn all; do
            "$work/broken" explore --library "$library" --seeds "$seeds" --minutes 1 --out "$out/$library" || true
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
    if ! promise="$("$work/broken" shrink --attempts 1 "$found" 2>&1 > /dev/null)"; then
        tell "$name" "$suite" "$seconds" "$seed" "$count" "what was found holds with the broken engine"
        return 1
    fi
    promise="${promise%% *}"
    if "$work/whole" shrink --attempts 1 "$found" > /dev/null 2>&1; then
        tell "$name" "$suite" "$seconds" "$seed" "$count" "$promise, with the whole engine too"
        return 1
    fi
    tell "$name" "$suite" "$seconds" "$seed" "$count" "$promise"
    if [ -n "${KEEP:-}" ]; then
        mkdir -p "$KEEP" && cp "$found" "$KEEP/$name.kdl"
    fi
    [ "$suite" -gt 0 ] && [ "$count" -le "$most" ]
}

build whole
tell "planted" "noticed" "seconds" "seed" "lines" "promise"
missed=0
for name in "${names[@]}"; do
    plant "$name" || missed=$((missed + 1))
    git -C "$tree" checkout --quiet -- .
done

echo
echo "${#names[@]} planted, $(( ${#names[@]} - missed )) noticed by the suite and, where they are explored, found in at most $most lines"
[ "$missed" -eq 0 ]
