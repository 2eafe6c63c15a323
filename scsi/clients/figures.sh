# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# Figures, against what they may be. A machine that others use as well is slower: MOST=3 allows three times as much.

# So many times what is allowed at most.
most() { awk -v most="$1" -v times="${MOST:-1}" 'BEGIN { print most * times }'; }
# The same for what is to be reached.
least() { awk -v least="$1" -v times="${MOST:-1}" 'BEGIN { print least / times }'; }
# Milliseconds for one of so many.
each() { awk -v all="$1" -v count="$2" 'BEGIN { printf "%.2f", all / count }'; }

one_call() {
    local begin round
    serve library.kdl || { fail one-call "library.kdl cannot be served"; return 0; }
    begin="$(now_ms)"
    for ((round = 0; round < 500; round++)); do mtx -f "$dev/changer0" inquiry >/dev/null; done
    figure one-call "$(each $(($(now_ms) - begin)) 500)" ms "$(most 3)" "a call of mtx through FUSE, process start included"
    begin="$(now_ms)"
    for ((round = 0; round < 500; round++)); do mtx -f "$dev/changer0" status >/dev/null; done
    figure one-status "$(each $(($(now_ms) - begin)) 500)" ms "$(most 5)" "mtx status, six commands, process start included"
}

cycles() {
    local begin round count="${CYCLES:-1000}"
    serve library.kdl || { fail cycles "library.kdl cannot be served"; return 0; }
    begin="$(now_ms)"
    for ((round = 0; round < count; round++)); do
        if ! { mtx -f "$dev/changer0" load 1 0 && mt -f "$dev/nst0" offline && mtx -f "$dev/changer0" unload 1 0; } >"$scratch/cycle.log" 2>&1; then
            fail cycles "cycle $round: $(head -3 "$scratch/cycle.log")"
            return 0
        fi
    done
    figure cycles "$(awk -v ms=$(($(now_ms) - begin)) 'BEGIN { printf "%.1f", ms / 1000 }')" s "$(most 15)" "$count cycles of mtx load, mt offline, mtx unload"
}

# What the command costs is what a process that sends it costs more than one that sends TEST UNIT READY.
many() {
    local begin round idle spent
    serve many.kdl || { fail many "many.kdl cannot be served"; return 0; }
    begin="$(now_ms)"
    for ((round = 0; round < 50; round++)); do sg_raw "$dev/changer0" 00 00 00 00 00 00 >/dev/null 2>&1; done
    idle=$(($(now_ms) - begin))
    begin="$(now_ms)"
    for ((round = 0; round < 50; round++)); do
        sg_raw -o "$scratch/status" -r 1000000 "$dev/changer0" b8 12 00 00 ff ff 00 0f 42 40 00 00 >/dev/null 2>&1
    done
    spent=$(($(now_ms) - begin))
    figure many "$(each $((spent - idle)) 50)" ms "$(most 5)" "READ ELEMENT STATUS of 10,000 slots with volume tags, $(wc -c <"$scratch/status") bytes"
}

# sg_turs counts for itself: one process, one ioctl a command.
turs() {
    local begin spent
    serve library.kdl || { fail turs "library.kdl cannot be served"; return 0; }
    sg_turs "$dev/changer0" >/dev/null 2>&1 || true
    begin="$(now_ms)"
    sg_turs -n 20000 "$dev/changer0" >/dev/null
    spent=$(($(now_ms) - begin))
    pass turs "$((20000 * 1000 / spent)) TEST UNIT READY a second through FUSE"
}

# An initiator of our own, which libiscsi's programs are too few for: one connection. One command at a time waits for two threads to change
# places as a message and its echo do, so it is told beside these; what the service can do is seen when commands wait for it.
iscsi_turs() {
    local rates
    serve library.kdl || { fail iscsi-turs "library.kdl cannot be served"; return 0; }
    cargo build -q --release -p rsmlab-front --manifest-path "$root/Cargo.toml" --example iscsi_speed
    rates="$(cargo run -q --release -p rsmlab-front --manifest-path "$root/Cargo.toml" --example iscsi_speed 50000 "$portal")"
    pass iscsi-turs "$(awk '/echo/ { echo = $1 } /one at a time, served/ { one = $1 } END { printf "%d a second, where %d messages a second are echoed", one, echo }' \
        <<<"$rates"): TEST UNIT READY over iSCSI, one at a time"
    figure_at_least iscsi-queued "$(awk '/32 at a time, served/ { print $1 }' <<<"$rates")" "a second" "$(least 20000)" \
        "TEST UNIT READY over one iSCSI connection, 32 at a time"
}

if there cargo; then iscsi_turs; else skip iscsi-turs "no cargo, which builds the initiator"; fi
if [ "$has_fuse" != yes ]; then
    skip figures "$has_fuse"
elif ! have mtx mtx || ! have mt-st mt || ! have sg3-utils sg_turs sg_raw; then
    skip figures "no mtx, mt or sg_turs (packages mtx, mt-st, sg3-utils)"
else
    one_call
    turs
    cycles
    many
fi
