#!/bin/bash -eu
# Builds every target with what the base image brings, and puts its corpus and its dictionary beside it.
cd "$SRC/rsmlab"
cargo fuzz build -O --debug-assertions

for target in scenario_text calls worlds databases wire cdb pdu; do
    cp "fuzz/target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
    zip -qjr "$OUT/${target}_seed_corpus.zip" "fuzz/corpus/$target"
    if [ -d "fuzz/regressions/$target" ]; then
        zip -qjr "$OUT/${target}_seed_corpus.zip" "fuzz/regressions/$target"
    fi
done
cp fuzz/dictionaries/scenario.dict "$OUT/scenario_text.dict"
cp fuzz/dictionaries/protocol.dict "$OUT/wire.dict"
cp fuzz/dictionaries/iscsi.dict "$OUT/pdu.dict"
