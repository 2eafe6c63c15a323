#!/bin/sh
# Pages in a browser: each opens at its moment, follows a link, and complains of nothing. Skips with a word where there is no Chromium.
#
#   view/pages.sh [PROGRAM]      PROGRAM is rsmlab; built when none is named
#   view/pages.sh --pace [PROGRAM]      how fast the page of a run of 100,000 events is (docs/view.md)
#   view/pages.sh --look DIR FILE...      screenshots of these pages in light and dark, wide and narrow, to be looked at
set -eu
cd "$(dirname "$0")/.."
task=all
case ${1:-} in
--pace) task=pace && shift ;;
--look) task=look && looks=$2 && shift 2 ;;
esac

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "skipped: there is no Chromium"
    exit 0
fi
if [ $task = look ]; then
    mkdir -p "$looks"
    profile=$(mktemp -d)
    trap 'rm -rf "$profile"' EXIT
    for page; do
        for theme in 1:light 0:dark; do
            for size in 1280,1500 390,2600; do
                to="$looks/$(basename "$page" .html)-${theme#*:}-${size%,*}.png"
                "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" --virtual-time-budget=3000 \
                    --blink-settings=preferredColorScheme="${theme%:*}" --window-size="$size" --screenshot="$to" "file://$(realpath "$page")" 2> "$profile/said"
                echo "$to"
            done
        done
    done
    exit 0
fi
program=${1:-}
if [ -z "$program" ]; then
    cargo build -q --profile quick
    program=target/quick/rsmlab
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What a page has become when its script has run, at a link; what it complains of goes to $work/said.
opened() {
    "$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync --no-first-run --enable-logging=stderr \
        --user-data-dir="$work/profile" --virtual-time-budget=3000 --dump-dom "file://$work/$1.html$2" 2> "$work/said" > "$work/seen"
    if grep -E 'CONSOLE.*(Error|error)' "$work/said"; then
        echo "$1$2: the page complains"
        exit 1
    fi
}

# What has to be on the page.
shows() {
    if ! grep -q -- "$1" "$work/seen"; then
        echo "the page does not show: $1"
        exit 1
    fi
}

page() {
    "$program" view "$1" -o "$work/$(basename "$1" .kdl).html" > "$work/told"
}

if [ $task = pace ]; then
    {
        echo 'title "Mounts and dismounts, one after the other"'
        echo 'library L1 slots=20 drives=4'
        for tape in 1 2 3 4 5 6 7 8; do echo "cartridge T$tape at=L1.slot.$tape"; done
        echo 'fault L1.transport jam for="40s"'
        for mount in $(seq 2860); do
            echo "ann MountNtmsMedia T$((mount % 8 + 1)) expect=ERROR_SUCCESS"
            echo "ann DismountNtmsMedia T$((mount % 8 + 1)) expect=ERROR_SUCCESS"
        done
    } > "$work/long.kdl"
    page "$work/long.kdl"
    grep -o '[0-9]* records' "$work/long.html" | head -1
    CHROMIUM=$browser node --experimental-websocket view/pace.mjs "$work/long.html"
    exit 0
fi

for story in scenarios/stories/*.kdl; do
    case $story in *.personality.kdl) continue ;; esac
    page "$story"
    opened "$(basename "$story" .kdl)" ""
    shows 'id="where">line [0-9]'
done
opened jammed-on-the-way-back '#line=55'
shows 'id="where">line 55,'
opened jammed-on-the-way-back '#t=00:00:30'
shows 'id="where">line 40,'

cat > "$work/failing.kdl" <<'SCENARIO'
title "</script><script>document.title='broken out'</script>"
cartridge T1 at=L1.slot.1
fault L1.transport drop
ann MountNtmsMedia T1 expect=ERROR_SUCCESS
SCENARIO
page "$work/failing.kdl"
opened failing ""
shows 'class="failure"'
shows 'T1 is on the floor of L1; the engine believes it in'
if grep -q '<title>broken out' "$work/seen"; then
    echo "a title breaks out of the page"
    exit 1
fi
echo "all pages open as they should"
