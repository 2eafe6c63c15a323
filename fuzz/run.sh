#!/usr/bin/env bash
# Runs a fuzz target for so many seconds, with its dictionary and its limits. What is new goes to fuzz/found/, what fails to
# fuzz/artifacts/; the corpus that is kept stays as it is.
set -euo pipefail
cd "$(dirname "$0")"

target="${1:?which target? scenario_text, calls, worlds, databases, wire, cdb or pdu}"
seconds="${2:-300}"
shift $(( $# < 2 ? $# : 2 ))

case "$target" in
    scenario_text) most=8192 dictionary=scenario ;;
    calls) most=512 dictionary= ;;
    worlds) most=700 dictionary= ;;
    databases) most=1700 dictionary= ;;
    wire) most=4096 dictionary=protocol ;;
    cdb) most=4001 dictionary= ;;
    pdu) most=8192 dictionary=iscsi ;;
    *) echo "there is no target $target" >&2; exit 2 ;;
esac

mkdir -p "found/$target" "corpus/$target" "regressions/$target"
# There is no unsafe code of ours for a sanitizer to look at.
exec cargo +nightly fuzz run --sanitizer none "$target" "found/$target" "corpus/$target" "regressions/$target" -- \
    ${dictionary:+-dict="dictionaries/$dictionary.dict"} \
    -max_len="$most" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 "$@"
