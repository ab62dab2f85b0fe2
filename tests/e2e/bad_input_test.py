"""What goes wrong gets its typed error; nothing is lost, nothing crashes."""

import json
import os
import pathlib
import socket
import struct
import subprocess
import time

from harness import Ledger, check, equal, run


def error_of(done):
    return json.loads(done.stdout.splitlines()[-1])


def payloads(ledger):
    def refused(payload, field, kind="estimate.reported"):
        answer = ledger.append("project-P", kind, payload, code=1)
        equal(answer["error"], "invalid", f"{payload}")
        equal(answer["field"], field, f"field of {payload}")

    ledger.append("project-P", "project.registered", {"project_id": "P", "name": "甲"})
    total = '{"project":"P","kind":"forecast","total":%s}'
    money = '{"minor":"%s","currency":"CNY"}'
    refused(total % (money % "9223372036854775808"), "payload.total.minor")
    refused(total % (money % "1.5"), "payload.total.minor")
    refused(total % '{"minor":100,"currency":"CNY"}', "payload.total.minor")
    refused(total % '{"amount":"0.001","currency":"CNY"}', "payload.total.amount")
    refused(total % '{"amount":"0.0000001","unit":"万元"}', "payload.total.amount")
    refused(total % '{"minor":"1","currency":"XYZ"}', "payload.total.currency")
    refused('{"project":"P","kind":"forecast","kind":"forecast"}', "payload.kind")
    refused('{"project":"P","kind":"forecast","total":null}', "payload.total")
    refused('{"project":"P","kind":"forecast","as_stated":"\\ud800"}', "payload")
    refused('{"project":"P"', "payload")
    refused('{"a":1e3}', "payload.a", kind="x.note")
    refused('{"a":18446744073709551615}', "payload.a", kind="x.note")
    deep = "[" * 40 + "]" * 40
    answer = ledger.append("x-deep", "x.note", '{"a":%s}' % deep, code=1)
    equal(answer["error"], "invalid", "nesting")
    large = ledger.append("x-large", "x.note", {"a": "x" * 400_000}, code=1)
    equal((large["error"], large["field"]), ("invalid", "payload"), "a payload over the limit")
    for stream in ("project", "Project-1", "project-", "project-a b", "project-%e4", "$all-1"):
        answer = ledger.append(stream, "x.note", {}, code=1)
        equal((answer["error"], answer["field"]), ("invalid", "stream"), stream)
    wrong = ledger.append("actor-P", "project.registered", {"project_id": "Q", "name": "乙"}, code=1)
    equal(wrong["field"], "stream", "an event in the stream of another category")
    stranger = ledger.append("x-s", "x.note", {}, "--actor", "nobody", code=1)
    equal((stranger["error"], stranger["rule"]), ("not_authorized", "ST04"), "not enrolled")
    future = ledger.append("project-P", "stage.changed",
                           {"project": "P", "from": "reserve", "to": "initiation"},
                           "--effective", "2999-01-01", code=1)
    equal((future["error"], future["rule"]), ("refused", "ST05"), "a fact of the future")


def connect(ledger):
    host, port = ledger.address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=30)


def sockets(ledger):
    """Bytes that are no protocol: the server closes, and goes on serving others."""
    for junk in (b"GET / HTTP/1.1\r\n\r\n" * 4, b"\xff" * 64, b"\x00" * 64,
                 struct.pack("<I", 0xFFFFFFFF) * 16, os.urandom(4096)):
        with connect(ledger) as peer:
            peer.sendall(junk)
            peer.settimeout(30)
            try:
                while peer.recv(65536):
                    pass
            except ConnectionResetError:
                pass
    # Half a frame, then silence: dropped at the deadline of the handshake.
    silent = [connect(ledger) for _ in range(20)]
    for peer in silent:
        peer.sendall(b"\x54")
    begin = time.monotonic()
    for peer in silent:
        peer.settimeout(40)
        try:
            while peer.recv(65536):
                pass
        except ConnectionResetError:
            pass
        peer.close()
    check(time.monotonic() - begin < 30, "silent clients are dropped at a deadline")
    check(ledger.append("x-after", "x.note", {"n": 1})["revision"] == 0, "others are still served")


def second_server(ledger):
    done = subprocess.run([str(ledger.bin / "tallyd"), "--data", str(ledger.dir), "--listen",
                           "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 1, "exit of a second server on the same data")
    check("lock" in done.stderr + done.stdout, "it names the lock")
    done = subprocess.run([str(ledger.bin / "tallyd"), "--data", str(ledger.dir), "--listen",
                           "0.0.0.0:0"], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 2, "exit for an address that is not loopback")


def directories(ledger):
    empty = ledger.home / "empty"
    empty.mkdir()
    for path, word in ((empty, "no ledger"), (ledger.home / "absent", "no ledger")):
        done = subprocess.run([str(ledger.bin / "tallyd"), "--data", str(path), "--listen",
                               "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
        equal(done.returncode, 1, f"exit for {path.name}")
        check(word in done.stderr + done.stdout, f"message for {path.name}: {done.stderr}")
        equal(subprocess.run([str(ledger.bin / "tally"), "verify", "--data", str(path)],
                             capture_output=True).returncode, 1, "verify of no ledger")
    again = ledger.tally("init", ledger.dir, "--origin", "e2e.example/other", offline=None)
    equal(again.returncode, 1, "init over a ledger")
    bad = ledger.tally("init", ledger.home / "bad", "--origin", "https://x y", offline=None)
    equal(bad.returncode, 1, "an origin that is no origin")
    check(not (ledger.home / "bad").exists(), "a refused init leaves nothing")
    equal(ledger.tally("init", ledger.home / "bad", offline=None).returncode, 2, "usage")
    unreachable = subprocess.run([str(ledger.bin / "tally"), "limits", "--server", "127.0.0.1:1"],
                                 capture_output=True, timeout=60)
    equal(unreachable.returncode, 3, "a server that is not there")


def full_disk(ledger):
    """A small file system of its own, filled up: read_only before the disk is full."""
    mount = ledger.home / "small"
    mount.mkdir()
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(mount)],
            capture_output=True).returncode != 0:
        print("full disk: cannot mount a small file system here; left to the fake disk's tests")
        return
    try:
        small = Ledger.__new__(Ledger)
        small.bin, small.home, small.server = ledger.bin, ledger.home, None
        small.dir = mount / "ledger"
        small.out(small.tally("init", small.dir, "--origin", "e2e.example/small", offline=None))
        small.start()
        line = json.dumps({"stream": "x-fill", "type": "x.note", "payload": {"a": "y" * 200_000}})
        done = small.tally("append", "--jsonl", "-", stdin="\n".join([line] * 600))
        answers = [json.loads(text) for text in done.stdout.splitlines()]
        acknowledged = [a for a in answers if "position" in a]
        refused = [a for a in answers if "error" in a]
        check(acknowledged and refused, "some fit, then the ledger said so")
        equal(refused[0]["error"], "read_only", "a full disk")
        small.stop()
        report = small.verify()
        check(report["ok"], "the ledger is whole")
        equal(report["size"], acknowledged[-1]["position"] + 1, "nothing acknowledged is lost")
    finally:
        if small.server and small.server.poll() is None:
            small.server.kill()
            small.server.wait()
        subprocess.run(["umount", str(mount)], check=False)


def read_only_directory(ledger):
    """Reading works where nothing can be written."""
    ledger.stop()
    if os.geteuid() == 0:
        mount = subprocess.run(["mount", "--bind", "-o", "ro", str(ledger.dir), str(ledger.dir)],
                               capture_output=True)
        if mount.returncode != 0:
            print("read-only directory: cannot mount here")
            return
        subprocess.run(["mount", "-o", "remount,ro,bind", str(ledger.dir)], capture_output=True)
    else:
        for path in [ledger.dir, *ledger.dir.rglob("*")]:
            path.chmod(path.stat().st_mode & ~0o222)
    try:
        check(ledger.verify()["ok"], "verify in a read-only directory")
        done = subprocess.run([str(ledger.bin / "tallyd"), "--data", str(ledger.dir), "--listen",
                               "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
        equal(done.returncode, 1, f"tallyd on a read-only directory: {done.stderr[-300:]}")
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(ledger.dir)], check=False)
        else:
            for path in [ledger.dir, *ledger.dir.rglob("*")]:
                pathlib.Path(path).chmod(path.stat().st_mode | 0o200)


def main(binaries):
    with Ledger(binaries) as ledger:
        ledger.start()
        payloads(ledger)
        sockets(ledger)
        second_server(ledger)
        directories(ledger)
        full_disk(ledger)
        report = ledger.verify(offline=False)
        check(report["ok"], "nothing of it is in the ledger")
        read_only_directory(ledger)


run(main)
