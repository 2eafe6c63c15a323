#!/usr/bin/env bash
# How good is the suite? Breaks our engine and the simulator in every small way that cargo-mutants knows, one at a time, and counts of
# how many the conformance suite says that the engine is not conformant: an expectation or a promise has to fail, for the suite
# compares no traces. What it misses is given to the tests and to `explore`, and what nothing notices has its reason in
# conformance/mutants/survivors.toml, or is told. With `--of target` the SCSI target is broken, and `smc check` and the scenarios of hosts
# judge it. `--help` has the rest.
#
# All of it, in two or three hours:            conformance/mutants.sh
# The SCSI target:                             conformance/mutants.sh --of target
# One file, or what a change touched:          conformance/mutants.sh --file sim/src/hardware/drive.rs
#                                              conformance/mutants.sh --in-diff change.diff
# After new cases, or when it was interrupted: conformance/mutants.sh --again
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-mutants > /dev/null || cargo install cargo-mutants --locked

exec cargo run --release --quiet --package rsmlab-mutants --bin mutants -- "$@"
