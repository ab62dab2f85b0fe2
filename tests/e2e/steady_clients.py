"""Clients that go on: each appends a small file by `tally append --jsonl`, and the same file again for
as long as it fails. A line's id follows from file and line, so what was recorded already is answered
by its first receipt."""

import collections
import json
import subprocess
import threading
import time

# What a client may be told while the database fails over; none of them is a wrong answer.
EXPECTED_ERRORS = {"in_doubt", "overloaded", "read_only", "io"}


class Client(threading.Thread):
    def __init__(self, ledger, name, lines, pause):
        super().__init__(daemon=True)
        self.ledger, self.name, self.lines, self.pause = ledger, name, lines, pause
        self.receipts = []  # (when it was read, receipt)
        self.errors = collections.Counter()
        self.unexpected = []
        self.running = threading.Event()
        self.ended = False
        self.process = None

    def run(self):
        number = 0
        while not self.ended:
            if not self.running.wait(0.1):
                continue
            feed = self.ledger.home / f"feed-{self.name}-{number}.jsonl"
            feed.write_text("".join(json.dumps({
                "stream": f"x-load-{self.name}-{line % 7}", "type": "x.load",
                "payload": {"client": self.name, "file": number, "line": line, "pad": "p" * 60}}) + "\n"
                for line in range(self.lines)))
            while not self.append(feed) and not self.ended:
                time.sleep(0.05)
            feed.unlink()
            number += 1
            time.sleep(self.pause)

    def append(self, feed):
        """Whether all lines have their receipts."""
        # Line by line, so that a receipt is seen when it is printed.
        self.process = subprocess.Popen(
            ["stdbuf", "-oL", str(self.ledger.bin / "tally"), "append", "--jsonl", str(feed),
             "--server", self.ledger.address], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            self.take(json.loads(line))
        return self.process.wait() == 0

    def take(self, answer):
        if "position" in answer:
            self.receipts.append((time.monotonic(), answer))
            return
        self.errors[answer["error"]] += 1
        if answer["error"] not in EXPECTED_ERRORS:
            self.unexpected.append(answer)

    def end(self):
        self.ended = True
        if self.process and self.process.poll() is None:
            self.process.kill()
        self.join(timeout=30)


class Clients:
    """Some that send as fast as they can while `hurry` is on, and one that never pauses for long."""

    def __init__(self, ledger, fast=2):
        self.steady = Client(ledger, "steady", 20, 0.05)
        self.fast = [Client(ledger, f"fast{number}", 300, 0) for number in range(fast)]
        self.all = [self.steady, *self.fast]
        self.taken = {client: 0 for client in self.all}

    def __enter__(self):
        for client in self.all:
            client.start()
        self.steady.running.set()
        return self

    def __exit__(self, kind, value, trace):
        for client in self.all:
            client.end()

    def hurry(self, on):
        for client in self.fast:
            (client.running.set if on else client.running.clear)()

    def new_since(self, moment):
        """How many events have been acknowledged since."""
        return sum(1 for client in self.all for when, receipt in reversed(client.receipts[-2000:])
                   if when > moment and not receipt["duplicate"])

    def longest_pause(self, since):
        """Between two acknowledgements, of which the second came after that moment, in seconds."""
        times = sorted(when for client in self.all for when, receipt in list(client.receipts)
                       if when > since - 5 and not receipt["duplicate"])
        return max((b - a for a, b in zip(times, times[1:]) if b > since), default=0.0)

    def take_receipts(self):
        """Those that have come since the last call."""
        new = []
        for client in self.all:
            count = len(client.receipts)
            new += [receipt for _, receipt in client.receipts[self.taken[client]:count]]
            self.taken[client] = count
        return new

    def errors(self):
        return sum((client.errors for client in self.all), collections.Counter())

    def unexpected(self):
        return [answer for client in self.all for answer in client.unexpected]
