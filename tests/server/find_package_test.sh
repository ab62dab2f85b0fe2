#!/bin/sh
# Installs the client package, builds the example against it by find_package, and runs the example
# against a tallyd: find_package_test.sh BUILD_DIR SOURCE_DIR CMAKE CXX TALLY TALLYD
set -eu
build=$1 source=$2 cmake=$3 cxx=$4 tally=$5 tallyd=$6
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

"$cmake" --install "$build" --prefix "$work/prefix" --component client >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }
"$cmake" -S "$source/server/client/example" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$cxx" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$cmake" --build "$work/build" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

"$tally" init "$work/ledger" --origin example.org/find-package >/dev/null
"$tallyd" --data "$work/ledger" --listen 127.0.0.1:0 --ready-file "$work/ready" 2>"$work/log" &
server=$!
tries=0
while [ ! -f "$work/ready" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { cat "$work/log"; exit 1; }
  sleep 0.1
done
port=$(sed 's/.*"tcp":"127\.0\.0\.1:\([0-9]*\)".*/\1/' "$work/ready")
"$work/build/example" 127.0.0.1 "$port"
kill -TERM "$server"
wait "$server"
server=
