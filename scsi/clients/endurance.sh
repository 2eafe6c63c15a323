# shellcheck shell=bash disable=SC2154 # what is set in lib.sh
# Clients that die, and clients that do the same twice.

# The volume tags that mtx sees, wherever they are.
tags() { (cd "$scratch" && mtx -f "$c" status | sed -n 's/.*VolumeTag *= *\([^ ]*\).*/\1/p' | sort); }

# Kills mtx at a random moment, so many times. Which moments those are is decided by the machine; what it did before, by the seed.
killed() {
    local times="$1" before after round client
    serve library.kdl || { fail killed "library.kdl cannot be served"; return 0; }
    before="$(tags)"
    RANDOM=20
    for ((round = 0; round < times; round++)); do
        (
            cd "$scratch" || exit
            case $((RANDOM % 5)) in
                0) exec mtx -f "$c" load $((1 + RANDOM % 8)) $((RANDOM % 2)) ;;
                1) mt -f dev/nst$((RANDOM % 2)) offline; exec mtx -f "$c" unload $((1 + RANDOM % 8)) $((RANDOM % 2)) ;;
                2) exec mtx -f "$c" transfer $((1 + RANDOM % 10)) $((1 + RANDOM % 10)) ;;
                3) exec dd if=/dev/zero of=dev/nst$((RANDOM % 2)) bs=64k count=64 ;;
                *) exec mtx -f "$c" inventory ;;
            esac
        ) >/dev/null 2>&1 &
        client=$!
        sleep "0.00$((RANDOM % 6))"
        kill -KILL "$client" 2>/dev/null || true
        wait "$client" 2>/dev/null || true
    done
    after="$(tags)"
    if [ "$before" = "$after" ] && [ -n "$before" ]; then
        pass killed "$times clients killed, and every cartridge is still there"
    else
        fail killed "$times clients killed; before: $before; after: $after"
    fi
}

# What the same client does each time.
script() {
    local slot
    mtx -f "$c" status
    for slot in 1 2 3; do
        mtx -f "$c" load $slot 0
        printf 'tape of slot %s' $slot | dd of=dev/nst0
        mt -f dev/nst0 rewind
        dd if=dev/nst0
        mt -f dev/nst0 offline
        mtx -f "$c" unload $slot 0
    done
    tell fault L1.transport jam times=1
    mtx -f "$c" transfer 1 9
    mtx -f "$c" transfer 1 9
    if command -v iscsi-ls >/dev/null; then iscsi-ls -s "iscsi://$portal"; fi
    mtx -f "$c" status
}

twice() {
    local run
    for run in one two; do
        serve library.kdl --trace "$run.trace" || { fail twice "library.kdl cannot be served"; return 0; }
        (cd "$scratch" && set +e && script) >"$scratch/$run.said" 2>&1
        stop_serving
    done
    if [ ! -s "$scratch/one.trace" ]; then
        fail twice "there is no trace: $(tail -1 "$scratch/serve.log")"
    elif cmp "$scratch/one.trace" "$scratch/two.trace"; then
        pass twice "the same clients leave the same trace, $(wc -l <"$scratch/one.trace") lines"
    else
        diff "$scratch/one.trace" "$scratch/two.trace" | head -20 || true
        fail twice "the same clients leave different traces"
    fi
}

if [ "$has_fuse" != yes ]; then
    skip endurance "$has_fuse"
elif ! have mtx mtx || ! have mt-st mt; then
    skip endurance "no mtx or no mt (packages mtx, mt-st)"
else
    killed "${KILLS:-200}"
    twice
fi
