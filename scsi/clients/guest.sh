#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is set in lib.sh
# A guest with the Linux kernel's own initiator and drivers (iscsi_tcp, ch, st, sg) against the iSCSI front, in QEMU without KVM.
# It does what tape.sh does on the FUSE files, and the same goldens hold: the kernel's st judges the FUSE front. For nightly runs.
#
#     scsi/clients/guest.sh
#
# RSMLAB=PATH takes a program that is built already; ACCEL=kvm uses KVM, where it can be relied on; KERNEL=FILE.deb a kernel package that is there; CACHE=DIR keeps the one it fetches.
set -euo pipefail

folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=scsi/clients/lib.sh
. "$folder/lib.sh"

# Modules, each after those that it needs.
modules=(virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net
    scsi_common scsi_mod crc32c_generic libcrc32c scsi_transport_iscsi libiscsi libiscsi_tcp iscsi_tcp sg st ch)
# Programs that the guest needs besides those of busybox, whose shell would take its own `mt` and `dd`.
programs=(bash iscsistart mtx mt dd cmp diff tar sed sg_inq sg_raw sg_turs)

# What is not here is said in a word, and is no failure.
leave() {
    echo "skip  guest: $1"
    exit 0
}

# Unpacks the kernel and its modules, without installing them.
fetch_kernel() {
    local package cache="${CACHE:-$scratch/cache}"
    mkdir -p "$cache" "$scratch/kernel"
    if [ -z "${KERNEL:-}" ]; then
        package="$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: *\(linux-image-[0-9].*\)/\1/p' | head -1)"
        [ -n "$package" ] || leave "no package linux-image-amd64 is known here; KERNEL=FILE.deb names one"
        KERNEL="$(find "$cache" -name "${package}_*.deb" | head -1)"
        if [ -z "$KERNEL" ]; then
            (cd "$cache" && apt-get download "$package" >/dev/null 2>&1) || leave "$package cannot be fetched"
            KERNEL="$(find "$cache" -name "${package}_*.deb" | head -1)"
        fi
    fi
    dpkg-deb -x "$KERNEL" "$scratch/kernel"
}

# Puts a program into the guest, with the libraries that it needs.
put() {
    local program library
    program="$(readlink -f "$(command -v "$1")")"
    cp "$program" "$scratch/guest/bin/$1"
    { ldd "$program" 2>/dev/null || true; } | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "$scratch/guest$(dirname "$library")"
        cp -Ln "$library" "$scratch/guest$library" 2>/dev/null || true
    done
}

build_guest() {
    local guest="$scratch/guest" module file program
    mkdir -p "$guest"/{bin,dev,proc,sys,mod,tmp}
    cp "$(command -v busybox)" "$guest/bin/busybox"
    for program in mount tr ip insmod poweroff sleep ln ls mkdir cat tail grep awk cut dmesg cd rm sort; do
        ln -s busybox "$guest/bin/$program"
    done
    for program in "${programs[@]}"; do put "$program"; done
    for module in "${modules[@]}"; do
        file="$(find "$scratch/kernel" -name "$module.ko*" | head -1)"
        case "$file" in
            "") ;; # built in
            *.xz) xz -dc "$file" >"$guest/mod/$module.ko" ;;
            *) cp "$file" "$guest/mod/$module.ko" ;;
        esac
    done
    printf '%s\n' "${modules[@]}" >"$guest/mod/order"
    cp "$folder/transcript.sh" "$guest/transcript.sh"
    cp "$folder/guest.init" "$guest/init"
    chmod +x "$guest/init"
    (cd "$guest" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$scratch/initrd"
}

prepare
have qemu-system-x86 qemu-system-x86_64 || leave "no QEMU (package qemu-system-x86)"
have open-iscsi iscsistart || leave "no iscsistart (package open-iscsi)"
have busybox-static busybox || leave "no busybox (package busybox-static)"
have mtx mtx || leave "no mtx (package mtx)"
have mt-st mt || leave "no mt (package mt-st)"
have sg3-utils sg_inq sg_raw || leave "no sg_inq (package sg3-utils)"
fetch_kernel
build_guest
serve library.kdl || { echo "FAIL  guest: library.kdl cannot be served: $(tail -1 "$scratch/serve.log")"; exit 1; }

begin="$(now_ms)"
timeout "${PATIENCE:-120}" qemu-system-x86_64 -accel "${ACCEL:-tcg}" -cpu max -m 512 -nodefaults -display none -monitor none -no-reboot \
    -serial "file:$scratch/console" -kernel "$(find "$scratch/kernel/boot" -name 'vmlinuz-*' | head -1)" -initrd "$scratch/initrd" \
    -append "console=ttyS0 quiet loglevel=3 panic=-1 portal=10.0.2.2:${portal##*:} target=$target" \
    -netdev user,id=net -device virtio-net-pci,netdev=net,romfile= || true
spent="$(awk -v ms=$(($(now_ms) - begin)) 'BEGIN { printf "%.1f", ms / 1000 }')"

tr -d '\r' <"$scratch/console" | sed 's/[[:space:]]*$//' >"$scratch/console.txt"
if ! grep -q '^=== end' "$scratch/console.txt"; then
    tail -20 "$scratch/console.txt"
    fail guest "the guest did not come to its end in $spent s"
    conclude
fi
for name in guest-devices mt tape-data tape-tar guest-changer; do
    awk -v name="$name" '/^=== / { within = ($2 == name); next } within' "$scratch/console.txt" >"$scratch/said/$name.txt"
    # What the FUSE front gives is not written by what the kernel gives: they have to be the same.
    case "$name" in
        guest-*) compare "$name" "$scratch/said/$name.txt" "the kernel's initiator and drivers" ;;
        *) UPDATE='' compare "$name" "$scratch/said/$name.txt" "the kernel's st does what the FUSE front does" ;;
    esac
done
figure guest "$spent" s 60 "the guest, from power-on to power-off"
conclude
