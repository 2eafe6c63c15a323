# shellcheck shell=bash
# What builds WebAssembly, read by `build.sh`: gives `wasm_cargo`, the words with which cargo is called for the module. `work` is the folder of what
# is made on the way.
#
# The target of the toolchain at hand is taken, if it is installed: `rustup target add wasm32-unknown-unknown`. Without, on Debian, its compiler for the web and
# the sources of the standard library are unpacked in that folder, which installs nothing: cargo stays the one of the toolchain, and builds the
# standard library along.

target=wasm32-unknown-unknown
packages=(rustc-web rust-web-src libstd-rust-web-dev libllvm22 lld-22)

# Says why there is no page, and what is needed for one.
need() {
    printf 'the workbench cannot be built: %s\n' "$1" >&2
    cat >&2 << 'WORDS'
It needs, beside the Rust toolchain of this repository, one of
  - its target for WebAssembly: rustup target add wasm32-unknown-unknown
  - Debian's packages rustc-web, rust-web-src, libstd-rust-web-dev, libllvm22 and lld-22, which this script fetches with `apt-get download` where apt
    knows them (after `apt-get update`; Debian 12 has them among its security updates)
and wasm-bindgen-cli, which it builds from crates.io.
WORDS
    exit 69
}

# Unpacks Debian's compiler, once.
unpack() {
    # The library of a version is a package of its own, named after it.
    local library
    library="$(LC_ALL=C apt-cache depends --no-recommends libstd-rust-web-dev 2> /dev/null | sed -n 's/.*Depends: \(libstd-rust-web-[0-9.]*\)$/\1/p' | head -n 1)"
    [ -n "$library" ] || need "the toolchain has no $target, and apt does not know rustc-web"
    printf 'fetching %s from Debian (140 MB)\n' "${packages[*]}"
    rm -rf "$1" "$1.packages"
    mkdir -p "$1.packages"
    (cd "$1.packages" && apt-get -q=2 -o APT::Sandbox::User=root download "${packages[@]}" "$library") || need "Debian's packages cannot be fetched"
    local package
    for package in "$1.packages"/*.deb; do dpkg -x "$package" "$1"; done
    rm -rf "$1.packages"
    touch "$1/complete"
}

if [ -d "$(rustc --print target-libdir --target "$target")" ]; then
    wasm_cargo=(cargo)
elif command -v apt-get > /dev/null; then
    toolchain="${work:?}/toolchain"
    [ -e "$toolchain/complete" ] || unpack "$toolchain"
    libraries=("$toolchain"/usr/lib/*-linux-gnu) sources=("$toolchain"/usr/src/rustc-*/library)
    # shellcheck disable=SC2034 # build.sh uses it
    wasm_cargo=(env
        LD_LIBRARY_PATH="${libraries[0]}:$toolchain/usr/lib/llvm-22/lib"
        RUSTC="$toolchain/usr/bin/rustc"
        RUSTC_BOOTSTRAP=1
        __CARGO_TESTS_ONLY_SRC_ROOT="${sources[0]}"
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$toolchain/usr/lib/llvm-22/bin/wasm-ld"
        cargo "-Zbuild-std=std,panic_abort")
else
    need "the toolchain has no $target, and this is no Debian"
fi
