#!/usr/bin/env bash
# Builds what a release gives to others: one static program that needs nothing where it runs, with its manual and what shells need to
# complete its commands, in an archive with a checksum. The version is that of the workspace; CHANGELOG.md says what is in it.
#
#     release/build.sh                      for 64-bit Linux on x86, whatever the distribution
#     release/build.sh aarch64-apple-darwin for another target that this machine can link for
#     release/build.sh workbench            the workbench, one page for browsers (docs/workbench.md)
#
# It leaves dist/rsmlab-VERSION-TARGET.tar.gz, or dist/rsmlab-workbench-VERSION.html, and .sha256.
set -euo pipefail
cd "$(dirname "$0")/.."

target="${1:-x86_64-unknown-linux-musl}"
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)"
name="rsmlab-$version-$target"
built="${CARGO_TARGET_DIR:-target}"

if [ "$target" = workbench ]; then
    name="rsmlab-workbench-$version.html"
    mkdir -p dist
    workbench/build.sh "dist/$name"
    # It comes to the same as the program on every scenario.
    workbench/same-hashes.sh
    (cd dist && sha256sum "$name" > "$name.sha256")
    exit
fi

rustup target add "$target" > /dev/null
cargo build --locked --profile dist --package rsmlab --bin rsmlab --target "$target"
program="$built/$target/dist/rsmlab"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
into="$folder/$name"
mkdir -p "$into/completions"
cp "$program" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$into"
"$program" man --out "$into/man" 2> /dev/null
for shell in bash zsh fish powershell; do
    "$program" completions "$shell" > "$into/completions/rsmlab.$shell"
done
# It comes to the same on every scenario as the program that the tests try, which asserts more of itself.
cargo build --locked --package rsmlab
"$built/debug/rsmlab" run --trace "$folder/tried" > /dev/null
"$program" run --trace "$folder/released" > /dev/null
cmp "$folder/tried" "$folder/released"
# It runs, and its suite is in it.
(cd "$folder" && "$into/rsmlab" conformance run > /dev/null)

mkdir -p dist
tar -C "$folder" -czf "dist/$name.tar.gz" "$name"
(cd dist && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
printf '%s: the program has %s bytes, the archive %s\n' "$name" "$(stat -c %s "$program")" "$(stat -c %s "dist/$name.tar.gz")"
