#!/bin/sh
# Pages in a browser: each opens at its moment, follows a link, and complains of nothing. Skips with a word where there is no Chromium.
#
#   view/pages.sh [PROGRAM]      PROGRAM is rsmlab; built when none is named
set -eu
cd "$(dirname "$0")/.."

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "skipped: there is no Chromium"
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
