# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# The drives through the FUSE front: mt, dd, tar and tapeinfo.

# A drive without a tape. The kernel's st would let a program that opens it wait for two minutes, so a guest skips this.
mt_empty() {
    do_ mt -f "$t" status
    do_ mt -f "$t" rewind
    do_ dd if="$t" of=rest bs=64k
    do_ mt -f dev/nst7 status
    do_ mtx -f "$c" load 1 0
    do_ mt -f "$t" lock
    do_ mt -f "$t" offline
    do_ mt -f "$t" status
    do_ mtx -f "$c" unload 1 0
    do_ mtx -f "$c" load 2 0
    do_ mt -f "$t" defblksize 1024
    do_ mt -f "$t" status
}

tape_info() {
    do_ tapeinfo -f dev/sg1
    do_ mtx -f "$c" load 1 0
    do_ tapeinfo -f "$t"
    do_ sg_logs -a dev/sg1
    do_ sg_read_attr dev/sg1
}

if [ "$has_fuse" != yes ]; then
    skip tape "$has_fuse"
elif ! have mtx mtx tapeinfo || ! have mt-st mt; then
    skip tape "no mtx or no mt (packages mtx, mt-st)"
else
    check mt library.kdl mt_moves "mt status, rewind, fsf, bsf, eod, tell, seek, weof, erase, offline"
    check mt-empty library.kdl mt_empty "mt without a tape; mt lock, defblksize"
    check tape-data library.kdl tape_data "dd writes and reads back, in blocks of any and of one size"
    check tape-tar library.kdl tape_tar "tar writes and reads back"
    if have sg3-utils sg_logs sg_read_attr; then
        check tape-info library.kdl tape_info "tapeinfo, sg_logs, sg_read_attr"
    else
        skip tape-info "no sg_logs (package sg3-utils)"
    fi
fi
