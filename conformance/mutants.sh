#!/usr/bin/env bash
# How good is the suite? Breaks our engine in every small way that cargo-mutants knows, one at a time, and counts of how many the
# conformance suite says that the engine is not conformant. The rest is written to target/mutation/mutants.out/missed.txt.
#
# All of it takes many hours; a share of it:   conformance/mutants.sh --shard 3/32
# One file, or what a change touched:          conformance/mutants.sh --file engine/src/operation/mount.rs
#                                              conformance/mutants.sh --in-diff change.diff
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-mutants > /dev/null || cargo install cargo-mutants --locked

# What the engine decides and does, and not how it keeps its books; unless somebody names files.
files=(--file 'engine/src/method/**' --file 'engine/src/operation/**')
case " $* " in *" --file "* | *" -f "*) files=() ;; esac

# What holds of the engine as it is; cargo-mutants would ask the tests of the engine alone.
cargo test --profile mutants --package rsmlab-conformance --test cases our_engine_is_conformant

# A mutant that lets the suite run for ever is found out by that.
mkdir -p target/mutation
exec cargo mutants --package rsmlab-engine --test-package rsmlab-conformance --cargo-arg=--test=cases --baseline skip \
    --timeout 30 --profile mutants --output target/mutation --colors never "${files[@]}" "$@" -- our_engine_is_conformant
