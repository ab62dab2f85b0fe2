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
LEDGER_ROUNDS = 25  # Then a new ledger, so that opening stays short.


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
    rounds = int(rounds)
    print(f"seed {seed}, {rounds} kills")
    dice = random.Random(seed)
    total = 0
    for first in range(0, rounds, LEDGER_ROUNDS):
        total += kill_one_ledger(binaries, range(first, min(first + LEDGER_ROUNDS, rounds)), dice)
    print(f"{total} events recorded, none lost, none doubled")
    check(total > rounds, "the load was recorded")


def kill_one_ledger(binaries, rounds, dice):
    """Each round's server first shows what the round before left, then takes the load."""
    with Ledger(binaries) as ledger:
        ledger.start()
        seen = 0
        for round_number in rounds:
            clients = start_clients(ledger, round_number)
            time.sleep(dice.uniform(0.02, 0.45))
            ledger.kill()
            # The clients cannot reach it again: they say so and end, or are ended.
            for process, feed, out in clients:
                process.kill()
                process.wait()
                out.close()
                feed.unlink()
            ledger.start()
            events = ledger.lines("read", "--from", seen, "--format", "jsonl")
            compare(acknowledged(ledger, round_number), events)
            seen += len(events)
        report = ledger.verify()
        check(report["ok"], f"verify: {report['problems']}")
        equal(report["size"], seen, "size")
        return seen


def compare(receipts, events):
    stored = {}
    for event in events:
        check(event["id"] not in stored, f"id {event['id']} stands twice")
        stored[event["id"]] = event
    for receipt in receipts:
        event = stored.get(receipt["id"])
        check(event is not None, f"acknowledged event {receipt['id']} is lost")
        for field in ("position", "revision", "recorded_at", "leaf_hash"):
            equal(event[field], receipt[field], f"{field} of {receipt['id']}")


run(main)
