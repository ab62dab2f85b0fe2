"""Real processes: a ledger made by tally init, a tallyd that serves it, and the tally that asks.

Every process is started here and stopped by its id. Only Python's own library is used.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("TALLY_TEST_DATA", ROOT.parent / "shared" / "data"))


class Failed(Exception):
    pass


def need_data(relative):
    """The path of an input; without it the test is skipped, in CI it fails."""
    path = DATA / relative
    if not path.exists():
        print(f"test data is absent: {relative}")
        sys.exit(1 if os.environ.get("TALLY_CI") else 77)
    return path


def equal(actual, expected, what):
    if actual != expected:
        raise Failed(f"{what}: got {actual!r}, expected {expected!r}")


def check(condition, what):
    if not condition:
        raise Failed(what)


class Ledger:
    """A temporary ledger. `with Ledger(bin) as ledger:` removes it and what runs on it."""

    def __init__(self, binaries, *init_options, origin="e2e.example/ledger"):
        self.bin = pathlib.Path(binaries)
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="tally-e2e-"))
        self.dir = self.home / "ledger"
        self.server = None
        self.address = None
        self.out(self.tally("init", str(self.dir), "--origin", origin, *init_options, offline=None))

    def second(self):
        """Another machine's directory of the same ledger: it has the key and nothing else. For a shared
        store; `with` it, as the first."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.home = self.home / "second"
        other.dir = other.home / "ledger"
        other.dir.mkdir(parents=True)
        for name in ("key", "key.pub"):
            shutil.copy(self.dir / name, other.dir / name)
        other.server = None
        return other

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.server and self.server.poll() is None:
            self.server.kill()
            self.server.wait()
        if kind is not None and (self.home / "tallyd.log").exists():
            print((self.home / "tallyd.log").read_text()[-4000:])
        shutil.rmtree(self.home, ignore_errors=True)

    # -- the server

    def start(self, *options, seconds=60):
        ready = self.home / "ready.json"
        ready.unlink(missing_ok=True)
        log = open(self.home / "tallyd.log", "ab")
        self.server = subprocess.Popen(
            [str(self.bin / "tallyd"), "--data", str(self.dir), "--listen", "127.0.0.1:0",
             "--ready-file", str(ready), *options], stderr=log, stdout=log)
        end = time.monotonic() + seconds
        while not ready.exists():
            if self.server.poll() is not None:
                raise Failed(f"tallyd ended with {self.server.returncode}")
            if time.monotonic() > end:
                raise Failed("tallyd did not become ready")
            time.sleep(0.01)
        answer = json.loads(ready.read_text())
        equal(answer["pid"], self.server.pid, "pid in the ready file")
        self.address = answer["tcp"]
        return self

    def stop(self):
        """SIGTERM: drains, and ends with 0."""
        self.server.send_signal(signal.SIGTERM)
        equal(self.server.wait(timeout=30), 0, "exit code of tallyd after SIGTERM")
        self.server = None

    def kill(self):
        self.server.kill()
        self.server.wait()
        self.server = None

    # -- the command line

    def tally(self, *arguments, offline=False, stdin=None, lang="en"):
        command = [str(self.bin / "tally"), *map(str, arguments), "--lang", lang]
        if offline:
            command += ["--data", str(self.dir)]
        elif offline is False:
            command += ["--server", self.address]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=600)

    def out(self, done, code=0):
        if done.returncode != code:
            raise Failed(f"{' '.join(done.args[1:4])}: exit {done.returncode}, expected {code}\n"
                         f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def json(self, *arguments, code=0, **options):
        return json.loads(self.out(self.tally(*arguments, "--format", "json", **options), code))

    def lines(self, *arguments, code=0, **options):
        text = self.out(self.tally(*arguments, **options), code)
        return [json.loads(line) for line in text.splitlines()]

    def append(self, stream, kind, payload, *options, code=0):
        done = self.tally("append", "--stream", stream, "--type", kind, *options, "--format", "json",
                          stdin=payload if isinstance(payload, str) else json.dumps(payload))
        text = self.out(done, code)
        return json.loads(text) if text.strip() else None

    def verify(self, offline=True, code=0):
        return self.json("verify", offline=offline, code=code)


def run(main):
    """Runs main(binaries) and turns its outcome into an exit code."""
    try:
        main(sys.argv[1], *sys.argv[2:])
    except Failed as failed:
        print(f"FAILED: {failed}")
        sys.exit(1)
