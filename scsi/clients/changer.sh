# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# The changer through the FUSE front: mtx, loaderinfo and sg3_utils.

mtx_looks() {
    do_ mtx -f "$c" inquiry
    do_ mtx -f "$c" status
    do_ mtx -f "$c" nobarcode status
    do_ mtx -f "$c" altres status
    do_ mtx -f "$c" inventory
    do_ loaderinfo -f "$c"
}

mtx_moves() {
    do_ mtx -f "$c" load 1 0
    do_ mtx -f "$c" load 1 1              # it is not there any more
    do_ mtx -f "$c" load 2 0              # the drive has one
    do_ mtx -f "$c" status
    do_ mtx -f "$c" unload 1 0            # the drive still holds it: 5/53/03
    do_ mt -f dev/nst0 offline
    do_ mtx -f "$c" unload 2 0            # a slot that has one already
    do_ mtx -f "$c" unload 1 0
    do_ mtx -f "$c" transfer 2 5
    do_ mtx -f "$c" transfer 5 2
    do_ mtx -f "$c" position 4
    do_ mtx -f "$c" status
}

mtx_row() {
    do_ mtx -f "$c" first 0
    do_ mt -f dev/nst0 offline
    do_ mtx -f "$c" next 0
    do_ mt -f dev/nst0 offline
    do_ mtx -f "$c" last 0                # a cleaner, which the drive gives back by itself
    do_ mtx -f "$c" previous 0
    do_ mt -f dev/nst0 offline
    do_ mtx -f "$c" unload
    do_ mtx -f "$c" status
}

mtx_port() {
    do_ mtx -f "$c" transfer 1 9
    do_ mtx -f "$c" status
    do_ mtx -f "$c" transfer 9 1
    do_ mtx -f "$c" eepos 1 transfer 2 10 # a position of the port that this library has not: 5/24/00
    do_ mtx -f "$c" eject
    do_ mtx -f "$c" exchange 1 2          # a command that this library has not: 5/20/00
    do_ mtx -f "$c" invert load 1 0       # tapes have one side: 5/24/00
}

mtx_exchange() {
    do_ loaderinfo -f "$c"
    do_ mtx -f "$c" exchange 1 2
    do_ mtx -f "$c" exchange 1 2 5
    do_ mtx -f "$c" status
    do_ mtx -f "$c" invert load 2 0
    do_ mtx -f "$c" status
    do_ mtx -f "$c" invert transfer 5 6   # only a drive has an upper side: 5/24/00
}

sg_identity() {
    local page
    do_ sg_inq "$c"
    do_ sg_inq dev/sg1
    for page in sv sn di; do
        do_ sg_vpd -p $page "$c"
        do_ sg_vpd -p $page dev/sg1
    done
    do_ sg_inq -p 0xb0 "$c"
    do_ sg_luns "$c"
    do_ sg_scan "$c"
}

sg_states() {
    do_ sg_turs "$c"
    do_ sg_turs dev/sg1
    do_ sg_requests "$c"
    do_ sg_modes -a "$c"
    do_ sg_modes -a dev/sg1
    do_ sg_logs -a "$c"
    do_ sg_opcodes "$c"
    do_ sg_opcodes dev/sg1
}

sg_raw_status() {
    do_ sg_raw -r 4096 "$c" b8 10 00 00 ff ff 00 00 10 00 00 00 # all types, with volume tags
    do_ sg_raw -r 4096 "$c" b8 14 03 e8 00 01 00 00 10 00 00 00 # drives, from an address beyond them
    do_ sg_raw -r 4096 "$c" b8 04 01 f4 00 02 01 00 10 00 00 00 # drives, with their identifiers
    do_ sg_raw -r 8 "$c" b8 10 00 00 ff ff 00 00 00 08 00 00    # cut after the header
}

sg_refused() {
    do_ sg_senddiag -t "$c"
    do_ sg_rbuf "$c"
    do_ sg_readcap "$c"
    do_ sg_persist -k "$c"
    do_ sg_raw "$c" 1e 00 00 00 01 00
    do_ sg_raw "$c" a5 00 00 01 03 e8 00 0a 00 00 00 00         # a cell of the port, and removal is prevented
    do_ sg_raw "$c" 1e 00 00 00 00 00
    do_ sg_reset -d "$c"
    do_ sg_turs "$c"                                            # 6/29/00
    do_ sg_turs "$c"
}

if [ "$has_fuse" != yes ]; then
    skip changer "$has_fuse"
elif ! have mtx mtx loaderinfo; then
    skip changer "no mtx (package mtx)"
elif ! have mt-st mt; then
    skip changer "no mt (package mt-st)"
else
    check mtx-looks library.kdl mtx_looks "mtx inquiry, status, inventory; loaderinfo"
    check mtx-moves library.kdl mtx_moves "mtx load, unload, transfer, position"
    check mtx-row library.kdl mtx_row "mtx first, next, last, previous"
    check mtx-port library.kdl mtx_port "mtx transfer through the port, eepos, eject; what this library has not"
    check mtx-exchange exchange.kdl mtx_exchange "mtx exchange, invert"
    if have sg3-utils sg_inq sg_raw; then
        check sg-identity library.kdl sg_identity "sg_inq, sg_vpd, sg_luns, sg_scan"
        check sg-states library.kdl sg_states "sg_turs, sg_requests, sg_modes, sg_logs, sg_opcodes"
        check sg-raw-status library.kdl sg_raw_status "sg_raw READ ELEMENT STATUS"
        check sg-refused library.kdl sg_refused "sg_senddiag; what is refused; prevention; sg_reset"
    else
        skip sg "no sg_inq (package sg3-utils)"
    fi
fi
