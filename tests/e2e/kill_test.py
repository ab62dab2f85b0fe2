"""kill -9 of tallyd under load, at random moments: no acknowledged event is lost, none is doubled.

Usage: kill_test.py BIN [ROUNDS [SEED]]. Several clients append over TCP; the process is killed
after a random time; after the restart every receipt that a client printed is there, byte for byte,
and every id once. The seed is printed."""

import json
import random
import subprocess
import time

from harness import Ledger, check, equal, run

CLIENTS = 3
LINES = 4000


def lines_of(client, round_number):
    for number in range(LINES):
        yield json.dumps({
            "stream": f"x-load-{client}-{number % 7}", "type": "x.load",
            "payload": {"client": client, "n": number, "round": round_number, "pad": "p" * 60}})


def start_clients(ledger, round_number):
    clients = []
    for client in range(CLIENTS):
        name = f"{round_number}-{client}"
        feed = ledger.home / f"load-{name}.jsonl"
        feed.write_text("\n".join(lines_of(client, round_number)) + "\n")
        out = open(ledger.home / f"receipts-{name}.jsonl", "w")
        clients.append((subprocess.Popen(
            [str(ledger.bin / "tally"), "append", "--jsonl", str(feed), "--server", ledger.address],
            stdout=out, stderr=subprocess.DEVNULL), feed, out))
    return clients


def acknowledged(ledger, round_number):
    receipts = []
    for client in range(CLIENTS):
        path = ledger.home / f"receipts-{round_number}-{client}.jsonl"
        for line in path.read_text().splitlines():
            try:
                answer = json.loads(line)
            except ValueError:
                continue  # The client was cut off in the middle of a line.
            if "position" in answer:
                receipts.append(answer)
        path.unlink()
    return receipts


def main(binaries, rounds="30", seed=None):
    seed = int(seed) if seed else random.SystemRandom().randrange(2**31)
    print(f"seed {seed}, {rounds} kills")
    dice = random.Random(seed)
    with Ledger(binaries) as ledger:
        known = {}
        seen = 0
        for round_number in range(int(rounds)):
            ledger.start()
            clients = start_clients(ledger, round_number)
            time.sleep(dice.uniform(0.02, 0.45))
            ledger.kill()
            # The clients cannot reach it again: they say so and end, or are ended.
            for process, feed, out in clients:
                process.kill()
                process.wait()
                out.close()
                feed.unlink()
            for receipt in acknowledged(ledger, round_number):
                known[receipt["id"]] = receipt
            stored = {}
            events = read_back(ledger, seen)
            for event in events:
                check(event["id"] not in stored, f"id {event['id']} stands twice")
                stored[event["id"]] = event
            for identifier, receipt in known.items():
                event = stored.get(identifier)
                check(event is not None, f"acknowledged event {identifier} is lost")
                for field in ("position", "revision", "recorded_at", "leaf_hash"):
                    equal(event[field], receipt[field], f"{field} of {identifier}")
            seen += len(events)
            known = {}
        report = ledger.verify()
        check(report["ok"], f"verify: {report['problems']}")
        total = report["size"]
        print(f"{total} events recorded, none lost, none doubled")
        check(total > int(rounds), "the load was recorded")


def read_back(ledger, seen):
    """What the log holds from `seen` on. Opening for writing repairs it; reading needs that."""
    ledger.start()
    events = ledger.lines("read", "--from", seen, "--format", "jsonl")
    ledger.kill()
    return events


run(main)
