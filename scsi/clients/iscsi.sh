# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# The iSCSI front: the programs of libiscsi.

# The port is any that was free, so it is left out.
over() { do_ "$@" | sed "s|$portal|PORTAL|g"; }

iscsi_looks() {
    local lun
    over iscsi-ls "iscsi://$portal"
    over iscsi-ls -s "iscsi://$portal"
    for lun in 0 1 2; do
        over iscsi-inq "iscsi://$portal/$target/$lun"
        over iscsi-inq -e 1 -c 128 "iscsi://$portal/$target/$lun"
        over iscsi-inq -e 1 -c 131 "iscsi://$portal/$target/$lun"
    done
    over iscsi-inq "iscsi://$portal/$target/3"            # a unit that is not there: 5/25/00
    over iscsi-inq "iscsi://$portal/iqn.2026-11.lab.rsm:other/0"
    over iscsi-readcapacity16 "iscsi://$portal/$target/0" # a changer has no capacity
}

if have libiscsi-bin iscsi-ls iscsi-inq iscsi-readcapacity16; then
    check iscsi library.kdl iscsi_looks "iscsi-ls, iscsi-inq, iscsi-readcapacity16"
else
    skip iscsi "no iscsi-ls (package libiscsi-bin)"
fi
