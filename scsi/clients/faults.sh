# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# What goes wrong, and what people do, as clients see it.

say_() {
    echo "\$ rsmlab control control $*"
    tell "$@" 2>&1 || echo "exit status $?"
}

jam() {
    say_ fault L1.transport jam times=1
    do_ mtx -f "$c" load 1 0              # 4/15/01
    do_ mtx -f "$c" load 1 0
    do_ mtx -f "$c" status
}

person() {
    do_ sg_raw "$c" 1e 00 00 00 01 00     # PREVENT
    say_ operator pull=L1.port.1
    do_ sg_raw "$c" 1e 00 00 00 00 00     # ALLOW
    say_ operator pull=L1.port.1
    say_ operator insert=N00001L5 into=L1.port.1
    say_ operator push=L1.port.1
    do_ sg_turs "$c"                      # 6/28/01
    do_ mtx -f "$c" status
    do_ mtx -f "$c" transfer 9 4
    do_ mtx -f "$c" status
    say_ operator open=L1.door
    do_ mtx -f "$c" load 1 0              # 2/04
    say_ operator close=L1.door
    do_ mtx -f "$c" load 1 0
}

trouble() {
    say_ fault L1.slot.1 source-empty
    do_ mtx -f "$c" load 1 0              # 5/3B/0E
    say_ heal L1.slot.1
    say_ fault L1.drive.1 destination-full
    do_ mtx -f "$c" load 1 0              # 5/3B/0D
    say_ heal L1.drive.1
    say_ fault L1.reader fails
    do_ mtx -f "$c" inventory
    do_ mtx -f "$c" status                # no volume tags
    say_ heal L1.reader
    do_ mtx -f "$c" inventory
    do_ mtx -f "$c" status
    say_ fault L1.drive.1 stuck
    do_ mtx -f "$c" load 1 0
    do_ sg_turs -v dev/sg1
    say_ heal L1.drive.1
}

cleaner() {
    do_ mtx -f "$c" load 8 0
    do_ mt -f "$t" status                 # it cleans, and gives the cleaner back by itself
    do_ sg_raw dev/sg1 00 00 00 00 00 00
    do_ mtx -f "$c" unload 8 0
}

if [ "$has_fuse" != yes ]; then
    skip faults "$has_fuse"
elif ! have mtx mtx || ! have mt-st mt || ! have sg3-utils sg_turs sg_raw; then
    skip faults "no mtx, mt or sg_turs (packages mtx, mt-st, sg3-utils)"
else
    check fault-jam library.kdl jam "an armed jam arrives at mtx as 4/15/01"
    check person library.kdl person "a person brings a cartridge through the port, and opens the door"
    check fault-trouble library.kdl trouble "empty slots, full drives, a dead reader, a stuck drive"
    check cleaner library.kdl cleaner "a cleaner"
fi
