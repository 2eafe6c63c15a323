#!/usr/bin/env bash
# What is proven? Breaks one rule of the catalogue after the other by meaning, as it is written down in conformance/counter/engines, and sees
# whether a case that covers the rule finds it out. What is known is kept in conformance/counter/found.toml, and held against what comes now.
# `--help` has the rest.
#
# All of them:                                  conformance/counter.sh
# Those of a function, a rule, or one:          conformance/counter.sh --file inject-media
#                                               conformance/counter.sh --rule inject-media.wait-events
# New ones, or new cases; then review the list: conformance/counter.sh --file inject-media --write
# A part, spread over all:                      conformance/counter.sh --share 1/12
set -euo pipefail
cd "$(dirname "$0")/.."

exec cargo run --profile broken --quiet --package rsmlab-mutants --bin counter -- "$@"
