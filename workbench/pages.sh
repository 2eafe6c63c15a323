#!/bin/sh
# The workbench in a browser: it is opened, typed into, run and linked to, from a disk and from a server, wide and narrow. Skips with a word where
# there is no Chromium or no node.
#
#     workbench/pages.sh [FILE [PICTURES]]      FILE is target/workbench/workbench.html; pictures go to a folder
set -eu
cd "$(dirname "$0")/.."
page=${1:-target/workbench/workbench.html}

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
for what in "${browser:-Chromium}" node; do
    if ! command -v "$what" > /dev/null; then
        echo "skipped: there is no $what"
        exit 0
    fi
done
if [ ! -e "$page" ]; then
    echo "there is no $page: workbench/build.sh builds it" >&2
    exit 69
fi
exec node workbench/browser.mjs "$browser" "$page" ${2:+"$2"}
