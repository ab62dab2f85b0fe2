"""A disk that fills up: appends are refused in time, reading goes on, and appends go on by themselves.

On a small file system of its own (tally init itself keeps 64 MiB free); skipped where none may be mounted."""

import json
import pathlib
import subprocess
import sys
import tempfile

from harness import Ledger, check, equal, run

SIZE_MIB = 128
RESERVE_MIB = 48


def free_mib(place):
    done = subprocess.run(["df", "--output=avail", "-k", str(place)], capture_output=True, text=True)
    return int(done.stdout.split()[1]) // 1024


def note(ledger, number, code=0):
    return ledger.append("x-notes", "x.note", {"n": number}, code=code)


def fill_until_refused(ledger):
    """Large events until one is refused; the lines that were answered with a receipt."""
    lines = [json.dumps({"stream": "x-large", "type": "x.large", "payload": {"n": n, "pad": "p" * 200_000}})
             for n in range(SIZE_MIB * 5)]
    feed = pathlib.Path(ledger.large)
    feed.write_text("\n".join(lines) + "\n")
    done = ledger.tally("append", "--jsonl", feed)
    equal(done.returncode, 1, "appending more than there is room for")
    check("reserve" in done.stderr + done.stdout, f"the refusal says why: {done.stderr[-500:]}")
    return [line for line in map(json.loads, done.stdout.splitlines()) if "position" in line]


def main(binaries):
    with tempfile.TemporaryDirectory(prefix="tally-reserve-") as outside:
        small = pathlib.Path(outside) / "small"
        small.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(small)],
                               capture_output=True)
        if mount.returncode != 0:
            print("no file system may be mounted here")
            sys.exit(77)
        try:
            tempfile.tempdir = str(small)
            story(binaries, small, pathlib.Path(outside) / "large.jsonl")
        finally:
            subprocess.run(["umount", str(small)], check=True)


def story(binaries, small, large):
    with Ledger(binaries) as ledger:
        ledger.large = large
        ledger.start("--reserve", f"{RESERVE_MIB}M")
        first = note(ledger, 1)
        receipts = fill_until_refused(ledger)
        check(len(receipts) > 50, f"{len(receipts)} large events were taken")
        check(free_mib(small) >= RESERVE_MIB - 1, f"{free_mib(small)} MiB are left")

        # Small ones are taken until the reserve is reached, and then the reason stands in the status.
        ballast = small / "ballast"
        ballast.write_bytes(bytes((free_mib(small) - RESERVE_MIB + 2) << 20))
        note(ledger, 2, code=1)
        reason = ledger.json("doctor", code=1)
        check("reserve" in json.dumps(reason), f"doctor says why: {reason}")
        last = receipts[-1]["position"]
        read = ledger.lines("read", "--from", last, "--to", last, "--format", "jsonl")
        equal([event["id"] for event in read], [receipts[-1]["id"]], "the last large event as it is read")

        ballast.unlink()
        again = note(ledger, 3)
        check(again is not None and again != first, "appends go on without a restart")
        ledger.stop()
        check(ledger.verify()["ok"], "sound afterwards")
        ledger.start("--reserve", "0")
        note(ledger, 4)
        ledger.stop()


run(main)
