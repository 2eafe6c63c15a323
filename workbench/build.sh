#!/usr/bin/env bash
# Builds the workbench: one HTML file with rsmlab in it as WebAssembly, which opens from a disk as from any server.
#
#     workbench/build.sh [FILE]         FILE is target/workbench/workbench.html when none is named
#
# It needs more than the two commands of the README; `toolchain.sh` says what, and fetches what it can. What it makes on the way stays in
# target/workbench/: the module and the JavaScript by which it is called are in module/, where `same-hashes.sh` takes them from.
set -euo pipefail
cd "$(dirname "$0")/.."
page="${1:-target/workbench/workbench.html}"
work="$PWD/target/workbench"
mkdir -p "$work"
# shellcheck source=workbench/toolchain.sh
. workbench/toolchain.sh

# What binds the module to JavaScript has to be of the version that the module was built with.
version="$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)"
bindgen="$work/tools/bin/wasm-bindgen"
if [ "$("$bindgen" --version 2> /dev/null)" != "wasm-bindgen $version" ]; then
    cargo install --quiet --root "$work/tools" --version "$version" --no-default-features --bin wasm-bindgen wasm-bindgen-cli ||
        need "wasm-bindgen-cli $version cannot be built from crates.io"
fi

"${wasm_cargo[@]}" build --locked --profile web --target "$target" --package rsmlab-workbench --lib
rm -rf "$work/module"
"$bindgen" --target no-modules --no-typescript --out-dir "$work/module" "${CARGO_TARGET_DIR:-target}/$target/web/rsmlab_workbench.wasm"

module="$work/module/rsmlab_workbench_bg.wasm"
gzip -9nc "$module" | base64 -w0 > "$work/module/packed"
cargo run --quiet --locked --package rsmlab-workbench -- "$work/module/packed" "$work/module/rsmlab_workbench.js" scenarios/stories "$page"
printf '%s: %s bytes, %s compressed; the module %s bytes, %s compressed\n' "$page" \
    "$(stat -c %s "$page")" "$(gzip -9nc "$page" | wc -c)" "$(stat -c %s "$module")" "$(gzip -9nc "$module" | wc -c)"
