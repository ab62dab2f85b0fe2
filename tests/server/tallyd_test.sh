#!/bin/sh
# The program tallyd as its caller sees it: tallyd_test.sh TALLY TALLYD
set -eu
tally=$1 tallyd=$2
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
fail() {
  echo "FAILED: $1"
  cat "$work/err"
  exit 1
}

# expect CODE NAME COMMAND...
expect() {
  wanted=$1 name=$2
  shift 2
  code=0
  timeout 20 "$@" >"$work/out" 2>"$work/err" || code=$?
  [ "$code" -eq "$wanted" ] || fail "$name: exit $code instead of $wanted"
}

start() {
  rm -f "$work/ready"
  "$tallyd" --data "$work/ledger" --ready-file "$work/ready" "$@" 2>"$work/err" &
  server=$!
  tries=0
  while [ ! -f "$work/ready" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || fail "tallyd did not get ready"
    sleep 0.05
  done
}

stop() {
  kill -TERM "$server"
  code=0
  wait "$server" || code=$?
  server=
  [ "$code" -eq 0 ] || fail "exit $code after SIGTERM"
}

"$tally" init "$work/ledger" --origin example.org/tallyd >/dev/null

expect 2 "no data" "$tallyd"
expect 2 "unknown flag" "$tallyd" --data "$work/ledger" --nonsense
expect 2 "bad number" "$tallyd" --data "$work/ledger" --idle-ms ten
expect 2 "all addresses" "$tallyd" --data "$work/ledger" --listen 0.0.0.0:0
grep -q loopback "$work/err" || fail "the message does not say loopback"
expect 1 "no ledger" "$tallyd" --data "$work/none" --listen 127.0.0.1:0
expect 0 "version" "$tallyd" --version
expect 0 "help" "$tallyd" --help
printf 'colour = "red"\n' >"$work/bad.toml"
expect 2 "unknown setting in the file" "$tallyd" --config "$work/bad.toml" --data "$work/ledger"

# defaults < file < environment < flag, each said with its origin.
printf 'listen = "127.0.0.1:0"\nidle_ms = 30000\ndrain_ms = 7000\nio_threads = 3\n' >"$work/good.toml"
export TALLY_IDLE_MS=40000 TALLY_IO_THREADS=4
start --config "$work/good.toml" --io-threads 1
unset TALLY_IDLE_MS TALLY_IO_THREADS
grep -q "worker_threads = 2 (default)" "$work/err" || fail "default"
grep -q "drain_ms = 7000 (file $work/good.toml)" "$work/err" || fail "file"
grep -q "idle_ms = 40000 (environment TALLY_IDLE_MS)" "$work/err" || fail "environment"
grep -q "io_threads = 1 (flag --io-threads)" "$work/err" || fail "flag"
grep -q "asserted" "$work/err" || fail "nothing says that identity is asserted"
grep -q "\"pid\":$server" "$work/ready" || fail "the ready file names another process"

expect 1 "second server on the same data" "$tallyd" --data "$work/ledger" --listen 127.0.0.1:0
grep -qi lock "$work/err" || fail "the message does not say lock"
stop
[ -f "$work/ledger/checkpoint" ] || fail "no checkpoint was signed at the end"

start --listen '[::1]:0'
grep -q '"tcp":"\[::1\]:' "$work/ready" || fail "the ready file lacks the IPv6 address"
stop
echo ok
