# shellcheck shell=sh disable=SC3043 # every shell that runs it has `local`
# What clients do with a changer and a tape drive, told as transcripts. Nothing here knows where it runs: the same is done on the files of
# the FUSE front and, in a guest (guest.sh), on what the kernel's own drivers make of the iSCSI front.

c=dev/changer0 t=dev/nst0

# Does a command and tells it as a transcript: what was typed, what came, and the exit status if it is not 0.
# Paths are relative, so that the transcript has none of this machine.
do_() {
    local status=0
    echo "\$ $*"
    "$@" 2>&1 || status=$?
    [ "$status" = 0 ] || echo "exit status $status"
}

# Bytes that are the same each time, and no block like another.
bytes() { awk -v lines="$(($1 / 16))" 'BEGIN { for (line = 0; line < lines; line++) printf "%015d\n", line }'; }

# How fast dd was is left out.
dd_() { do_ dd "$@" | sed 's/ copied, .*/ copied/'; }

mt_moves() {
    do_ mtx -f "$c" load 1 0
    do_ mt -f "$t" status
    do_ mt -f "$t" bsf 1                  # the beginning of the tape is in the way
    for file in 1 2 3; do bytes $((65536 * file)) | dd_ of="$t" bs=65536 iflag=fullblock; done
    do_ mt -f "$t" status
    do_ mt -f "$t" tell
    do_ mt -f "$t" rewind
    do_ mt -f "$t" fsf 2
    do_ mt -f "$t" status
    do_ mt -f "$t" bsfm 1
    do_ mt -f "$t" status
    do_ mt -f "$t" fsr 1
    do_ mt -f "$t" bsr 1
    do_ mt -f "$t" seek 1
    do_ mt -f "$t" tell
    do_ mt -f "$t" asf 1
    do_ mt -f "$t" status
    do_ mt -f "$t" eod
    do_ mt -f "$t" status
    do_ mt -f "$t" fsr 1                  # nothing follows
    do_ mt -f "$t" weof 2
    do_ mt -f "$t" tell
    do_ mt -f "$t" rewind
    do_ mt -f "$t" erase
    do_ mt -f "$t" eod
    do_ mt -f "$t" tell
    do_ mt -f "$t" load
    do_ mt -f "$t" offline
    do_ mtx -f "$c" unload 1 0
}

tape_data() {
    do_ mtx -f "$c" load 1 0
    bytes 1048576 >a
    bytes 51200 >b
    dd_ if=a of="$t" bs=64k
    do_ mt -f "$t" rewind
    dd_ if="$t" of=a.back bs=64k
    do_ cmp a a.back
    dd_ if="$t" of=rest bs=64k            # the end of what was written
    do_ mt -f "$t" rewind
    dd_ if="$t" of=rest bs=1k             # a buffer shorter than the block: ENOMEM
    do_ mt -f "$t" rewind
    do_ mt -f "$t" setblk 512
    dd_ if=b of="$t" bs=5120
    do_ mt -f "$t" status
    do_ mt -f "$t" rewind
    dd_ if="$t" of=b.back bs=10240
    do_ cmp b b.back
    do_ mt -f "$t" setblk 0
    do_ mt -f "$t" rewind
    dd_ if=dev/st0 of=rest bs=64k count=1
    do_ mt -f "$t" tell                   # st0 rewinds when it is closed
}

tape_tar() {
    do_ mtx -f "$c" load 1 0
    mkdir -p d/inner
    bytes 300000 >d/one
    bytes 70000 >d/inner/two
    do_ tar -cf "$t" -b 64 d
    do_ tar -cf "$t" d/inner
    do_ mt -f "$t" rewind
    do_ tar -tf "$t" -b 64
    mkdir -p o
    do_ mt -f "$t" rewind
    do_ tar -xf "$t" -b 64 -C o
    do_ diff -r d o/d
    do_ mt -f "$t" rewind
    do_ mt -f "$t" fsf 1
    do_ tar -tf "$t"
}
