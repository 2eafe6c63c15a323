# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# The drives through the FUSE front: mt, dd, tar and tapeinfo.

c=dev/changer0 t=dev/nst0

# Bytes that are the same each time, and no block like another.
bytes() { awk -v lines="$(($1 / 16))" 'BEGIN { for (line = 0; line < lines; line++) printf "%015d\n", line }'; }

# How fast dd was is left out.
dd_() { do_ dd "$@" | sed 's/ copied, .*/ copied/'; }

mt_moves() {
    do_ mt -f $t status                 # no tape
    do_ mt -f $t rewind
    do_ mtx -f $c load 1 0
    do_ mt -f $t status
    do_ mt -f $t bsf 1                  # the beginning of the tape is in the way
    for file in 1 2 3; do bytes $((65536 * file)) | dd_ of=$t bs=65536 iflag=fullblock; done
    do_ mt -f $t status
    do_ mt -f $t tell
    do_ mt -f $t rewind
    do_ mt -f $t fsf 2
    do_ mt -f $t status
    do_ mt -f $t bsfm 1
    do_ mt -f $t status
    do_ mt -f $t fsr 1
    do_ mt -f $t bsr 1
    do_ mt -f $t seek 1
    do_ mt -f $t tell
    do_ mt -f $t asf 1
    do_ mt -f $t status
    do_ mt -f $t eod
    do_ mt -f $t status
    do_ mt -f $t fsr 1                  # nothing follows
    do_ mt -f $t weof 2
    do_ mt -f $t tell
    do_ mt -f $t rewind
    do_ mt -f $t erase
    do_ mt -f $t eod
    do_ mt -f $t tell
    do_ mt -f $t load
    do_ mt -f $t offline
    do_ mt -f $t status
    do_ mt -f $t rewind
    do_ mtx -f $c unload 1 0
}

tape_data() {
    do_ mtx -f $c load 1 0
    bytes 1048576 >a
    bytes 51200 >b
    dd_ if=a of=$t bs=64k
    do_ mt -f $t rewind
    dd_ if=$t of=a.back bs=64k
    do_ cmp a a.back
    dd_ if=$t of=rest bs=64k            # the end of what was written
    do_ mt -f $t rewind
    dd_ if=$t of=rest bs=1k             # a buffer shorter than the block: ENOMEM
    do_ mt -f $t rewind
    do_ mt -f $t setblk 512
    dd_ if=b of=$t bs=5120
    do_ mt -f $t status
    do_ mt -f $t rewind
    dd_ if=$t of=b.back bs=10240
    do_ cmp b b.back
    do_ mt -f $t setblk 0
    do_ mt -f $t rewind
    dd_ if=dev/st0 of=rest bs=64k count=1
    do_ mt -f $t tell                   # st0 rewinds when it is closed
}

tape_tar() {
    do_ mtx -f $c load 1 0
    mkdir -p d/inner
    bytes 300000 >d/one
    bytes 70000 >d/inner/two
    do_ tar -cf $t -b 64 d
    do_ tar -cf $t d/inner
    do_ mt -f $t rewind
    do_ tar -tf $t -b 64
    mkdir -p o
    do_ mt -f $t rewind
    do_ tar -xf $t -b 64 -C o
    do_ diff -r d o/d
    do_ mt -f $t rewind
    do_ mt -f $t fsf 1
    do_ tar -tf $t
}

tape_info() {
    do_ tapeinfo -f dev/sg1
    do_ mtx -f $c load 1 0
    do_ tapeinfo -f $t
    do_ sg_logs -a dev/sg1
    do_ sg_read_attr dev/sg1
}

if [ "$has_fuse" != yes ]; then
    skip tape "$has_fuse"
elif ! have mtx mtx tapeinfo || ! have mt-st mt; then
    skip tape "no mtx or no mt (packages mtx, mt-st)"
else
    check mt library.kdl mt_moves "mt status, rewind, fsf, bsf, eod, tell, seek, weof, erase, offline"
    check tape-data library.kdl tape_data "dd writes and reads back, in blocks of any and of one size"
    check tape-tar library.kdl tape_tar "tar writes and reads back"
    if have sg3-utils sg_logs sg_read_attr; then
        check tape-info library.kdl tape_info "tapeinfo, sg_logs, sg_read_attr"
    else
        skip tape-info "no sg_logs (package sg3-utils)"
    fi
fi
