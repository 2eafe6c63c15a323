# shellcheck shell=bash disable=SC2034 # what the groups use
# What the groups of scsi/clients.sh share: a library that is served, checks, and an end that leaves nothing behind.

folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$folder/../.." && pwd)"
# shellcheck source=scsi/clients/transcript.sh
. "$folder/transcript.sh"
target=iqn.2026-11.lab.rsm:library

scratch=""        # where everything lies, until the end
dev=""            # where the FUSE front is mounted
portal=""         # the iSCSI front: HOST:PORT
control=""        # the control socket
served=""         # the process that serves
has_fuse=""       # whether the FUSE front can be mounted here
passed=0 failed=0 skipped=0

# --- what there is on this machine ---

# Says why something does not run, and counts it.
skip() {
    echo "skip  $1: $2"
    skipped=$((skipped + 1))
}

# Installs a Debian package, when that may be done.
install_package() {
    [ "${INSTALL:-1}" = 1 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "installing $1" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >"$scratch/apt.log" 2>&1
}

# Whether these programs are there.
there() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || return 1
    done
}

# Whether these programs are there, or are after their Debian package has been installed.
# have PACKAGE PROGRAM...
have() {
    local package="$1"
    shift
    there "$@" || { install_package "$package" && there "$@"; }
}

# Builds the program, makes a folder for it all, and finds out what can be done here.
prepare() {
    export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
    scratch="$(mktemp -d "${TMPDIR:-/tmp}/rsmlab-clients.XXXXXX")"
    dev="$scratch/dev" control="$scratch/control"
    trap end EXIT
    trap 'exit 130' INT TERM
    mkdir "$dev" "$scratch/said"
    if [ -z "${RSMLAB:-}" ]; then
        cargo build --release -p rsmlab --manifest-path "$root/Cargo.toml"
        RSMLAB="${CARGO_TARGET_DIR:-$root/target}/release/rsmlab"
    fi
    rsmlab="$(realpath "$RSMLAB")"
    if [ ! -e /dev/fuse ]; then
        has_fuse="there is no /dev/fuse here"
    elif ! have fuse3 fusermount3 && [ "$(id -u)" != 0 ]; then
        has_fuse="neither root nor fusermount3 (package fuse3)"
    elif serve library.kdl && [ -e "$dev/changer0" ]; then
        has_fuse=yes
    else
        has_fuse="/dev/fuse is there and cannot be mounted: $(tail -1 "$scratch/serve.log")"
    fi
    stop_serving
}

# --- a library that is served ---

# Serves a world of this folder on both fronts, as fast as it goes. What follows is for `rsmlab serve`.
serve() {
    local world="$1" fronts=(--iscsi 127.0.0.1:0)
    shift
    stop_serving
    case "$has_fuse" in "" | yes) fronts+=(--fuse "$dev") ;; esac
    [ ! -e "$folder/$world" ] || world="$folder/$world"
    # What the last one said must not be taken for what this one says.
    : >"$scratch/serve.log"
    (cd "$scratch" && exec "$rsmlab" serve "$world" "${fronts[@]}" --speed max --control "$control" "$@") >>"$scratch/serve.log" 2>&1 &
    served=$!
    local tries=0
    until grep -q '^Ctrl-C ends it' "$scratch/serve.log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 500 ] || ! kill -0 "$served" 2>/dev/null; then
            return 1
        fi
        sleep 0.02
    done
    portal="$(sed -n 's|^serving iscsi://\([^/]*\)/.*|\1|p' "$scratch/serve.log")"
}

# Ends the library that is served, as Ctrl-C does; its trace is written then.
stop_serving() {
    [ -n "$served" ] || return 0
    kill -TERM "$served" 2>/dev/null || true
    wait "$served" 2>/dev/null || true
    served=""
}

# Says a statement to the library that is served.
tell() { "$rsmlab" control "$control" "$@"; }

# --- checks ---

# A check: serves a world, does what the function says, and compares what was printed with the golden of this name.
# check NAME WORLD FUNCTION TITLE
check() {
    local name="$1" world="$2" act="$3" title="$4" said="$scratch/said/$1.txt"
    if ! serve "$world"; then
        fail "$name" "$world cannot be served: $(tail -1 "$scratch/serve.log")"
        return 0
    fi
    (cd "$scratch" && set +e && "$act") >"$said.raw" 2>&1
    sed -e "s|$scratch|.|g" -e 's|[[:space:]]*$||' "$said.raw" >"$said"
    compare "$name" "$said" "$title"
}

# Compares with a golden, or writes it.
compare() {
    local name="$1" said="$2" title="$3" golden="$folder/$1.txt"
    if [ "${UPDATE:-}" = 1 ]; then
        cp "$said" "$golden"
        pass "$name" "$title (written)"
    elif diff -u --label "$name.txt" --label "what came" "$golden" "$said"; then
        pass "$name" "$title"
    else
        fail "$name" "$title: what came is not what $name.txt has; UPDATE=1 writes it anew"
    fi
}

pass() { echo "ok    $1: $2"; passed=$((passed + 1)); }
fail() { echo "FAIL  $1: $2"; failed=$((failed + 1)); }

# A figure: told, and held against the most that it may be.
# figure NAME VALUE UNIT MOST TITLE
figure() { hold_figure "$1" "$2 $3" "$(awk -v value="$2" -v most="$4" 'BEGIN { print (value <= most) }')" "at most $4" "$5"; }

# The same for what has to be reached.
# figure_at_least NAME VALUE UNIT LEAST TITLE
figure_at_least() { hold_figure "$1" "$2 $3" "$(awk -v value="$2" -v least="$4" 'BEGIN { print (value >= least) }')" "at least $4" "$5"; }

# hold_figure NAME FIGURE HOLDS BOUND TITLE
hold_figure() {
    if [ "$3" = 1 ]; then
        pass "$1" "$2, $4: $5"
    else
        fail "$1" "$2, not $4: $5"
    fi
}

# The time now, in milliseconds.
now_ms() { date +%s%3N; }

# --- the end ---

end() {
    local status=$?
    # Only what this script has started is ended, by its process id.
    if [ -n "$served" ]; then
        kill -TERM "$served" 2>/dev/null || true
        wait "$served" 2>/dev/null || true
    fi
    if [ -n "$dev" ] && grep -qs " $dev fuse" /proc/mounts; then
        fusermount3 -u -z "$dev" 2>/dev/null || umount -l "$dev" 2>/dev/null || true
    fi
    if [ -n "$scratch" ] && [ -z "${KEEP:-}" ]; then
        rm -rf "$scratch"
    fi
    exit "$status"
}

conclude() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
