#!/usr/bin/env bash
# Real clients against `rsmlab serve`: mtx, sg3_utils, mt, dd, tar and libiscsi, none of which knows rsmlab.
#
#     scsi/clients.sh                    # all groups
#     scsi/clients.sh changer faults     # some: changer, tape, iscsi, faults, endurance, software, figures
#
# What a client prints is compared with clients/NAME.txt. UPDATE=1 writes these anew, to be read before they are kept.
# RSMLAB=PATH takes a program that is built already; INSTALL=0 installs nothing.
# What cannot run here says so and is skipped: no /dev/fuse, no right to mount, no package.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=scsi/clients/lib.sh
. "$here/clients/lib.sh"

groups=("$@")
[ "${#groups[@]}" -gt 0 ] || groups=(changer tape iscsi faults endurance software figures)
for group in "${groups[@]}"; do
    [ -r "$here/clients/$group.sh" ] || { echo "there is no group $group in $here/clients" >&2; exit 2; }
done

prepare
for group in "${groups[@]}"; do
    echo "== $group"
    # shellcheck source=/dev/null
    . "$here/clients/$group.sh"
done
conclude
