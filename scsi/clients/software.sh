# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# Software that drives changers: Bacula's mtx-changer, Amanda's chg-robot, and PYSCSI, which decodes on its own.

# Finds Bacula's script where it is installed, or unpacks its package, without installing a daemon. The paths in it become ours.
fetch_mtx_changer() {
    local script=/etc/bacula/scripts/mtx-changer
    mkdir -p "$scratch/bacula"
    if [ ! -r "$script" ]; then
        [ "${INSTALL:-1}" = 1 ] || return 1
        (cd "$scratch/bacula" && apt-get download bacula-sd >/dev/null 2>&1 && dpkg-deb -x bacula-sd_*.deb .) || return 1
        script="$scratch/bacula/etc/bacula/scripts/mtx-changer"
    fi
    sed "s|/etc/bacula/scripts|$scratch/bacula|g; s|/var/lib/bacula|$scratch/bacula|g" "$script" >"$scratch/bacula/mtx-changer"
    # The library has a drive give the cartridge back before it takes it: `offline` is what Bacula calls that.
    sed 's/^offline=.*/offline=1/' "$script.conf" >"$scratch/bacula/mtx-changer.conf"
    chmod +x "$scratch/bacula/mtx-changer"
}

bacula() {
    local m=bacula/mtx-changer
    do_ $m "$c" slots
    do_ $m "$c" list
    do_ $m "$c" listall
    do_ $m "$c" loaded 0 "$t" 0
    do_ $m "$c" load 1 "$t" 0
    do_ $m "$c" loaded 0 "$t" 0
    do_ $m "$c" list
    do_ $m "$c" load 2 "$t" 0           # the drive has one
    do_ $m "$c" unload 1 "$t" 0
    do_ $m "$c" loaded 0 "$t" 0
    do_ $m "$c" transfer 2 5
    do_ $m "$c" listall
    tell fault L1.transport jam times=1
    do_ $m "$c" load 1 "$t" 0           # the script tries again
    do_ $m "$c" loaded 0 "$t" 0
}

amanda_config() {
    mkdir -p "$scratch/amanda"
    : >"$scratch/amanda/tapelist"
    cat >"$scratch/amanda/amanda.conf" <<CONFIG
org "rsmlab"
dumpuser "$(id -un)"
mailto "nobody"
logdir "$scratch/amanda"
infofile "$scratch/amanda/info"
indexdir "$scratch/amanda/index"
tapelist "$scratch/amanda/tapelist"
tapetype T
labelstr "^AM[0-9]*\$"
define tapetype T {
  length 256 mbytes
}
define changer robot {
  tpchanger "chg-robot:$scratch/dev/changer0"
  property "tape-device" "0=tape:$scratch/dev/nst0"
  property append "tape-device" "1=tape:$scratch/dev/nst1"
  property "use-slots" "1-3"
  property "eject-before-unload" "yes"
  property "load-poll" "0s poll 1s until 10s"
  property "unload-delay" "0s"
  property "status-interval" "0s"
  changerfile "$scratch/amanda/state"
}
tpchanger "robot"
CONFIG
}

amanda() {
    cd amanda || return
    do_ amlabel . AM001 slot 1
    do_ amlabel . AM002 slot 2
    do_ amtape . label AM001
    do_ amtape . inventory
    do_ amtape . show
    do_ amtape . slot 2
    do_ amtape . reset
    do_ amtape . taper
}

# A folder of its own for PYSCSI; nothing is installed beside it.
fetch_pyscsi() {
    python3 -c 'import pyscsi' 2>/dev/null && return 0
    [ "${INSTALL:-1}" = 1 ] && python3 -m pip install -q --target "$scratch/python" PYSCSI >"$scratch/pip.log" 2>&1
}

pyscsi() {
    do_ mtx -f "$c" load 1 0
    PYTHONPATH="$scratch/python" python3 "$folder/decode.py" "$c" 2>&1
    PYTHONPATH="$scratch/python" python3 "$folder/decode.py" dev/sg1 2>&1
}

if [ "$has_fuse" != yes ]; then
    skip software "$has_fuse"
elif ! have mtx mtx || ! have mt-st mt; then
    skip software "no mtx or no mt (packages mtx, mt-st)"
else
    if fetch_mtx_changer; then
        check bacula library.kdl bacula "Bacula's mtx-changer: slots, list, listall, loaded, load, unload, transfer"
    else
        skip bacula "no mtx-changer (package bacula-sd)"
    fi
    # Debian's Amanda needs a library of Perl that it does not name.
    if have amanda-server amtape amlabel && { perl -MEncode::Locale -e 1 2>/dev/null || install_package libencode-locale-perl; }; then
        amanda_config
        check amanda library.kdl amanda "Amanda's chg-robot: amlabel, amtape"
    else
        skip amanda "no amtape (package amanda-server)"
    fi
    if fetch_pyscsi; then
        check pyscsi library.kdl pyscsi "PYSCSI decodes INQUIRY, MODE SENSE and READ ELEMENT STATUS"
    else
        skip pyscsi "no PYSCSI (pip install PYSCSI)"
    fi
fi
