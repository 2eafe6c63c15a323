#!/usr/bin/env bash
# The guard of determinism on a second architecture: every scenario runs as WebAssembly, with addresses of 32 bits, and has to leave the trace
# that it leaves elsewhere. Needs node, and what `build.sh` has built.
#
#     workbench/same-hashes.sh [PROGRAM]
#
# The hashes of scenarios/ stand in scenarios/traces.txt. Those of benches/stories are written down nowhere and are asked of PROGRAM, an rsmlab; built when
# none is named.
set -euo pipefail
cd "$(dirname "$0")/.."
module=target/workbench/module
if ! command -v node > /dev/null; then
    echo "node is needed to run WebAssembly without a browser" >&2
    exit 69
fi
if [ ! -e "$module/rsmlab_workbench_bg.wasm" ]; then
    echo "there is no module in $module: workbench/build.sh builds it" >&2
    exit 69
fi
program="${1:-}"
if [ -z "$program" ]; then
    cargo build --quiet --profile quick --package rsmlab
    program=target/quick/rsmlab
fi
exec node workbench/same-hashes.mjs "$module" "$program"
