#!/bin/sh
# Hostile bytes, slow clients and limits: build/wire against the real server.
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
LIANFANG_BIN=${LIANFANG_BIN:-$B/lianfang} exec "$B/wire"
