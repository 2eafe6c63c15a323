#!/bin/bash -eu
# The same as on OSS-Fuzz.
exec "$SRC/rsmlab/fuzz/oss-fuzz/build.sh"
