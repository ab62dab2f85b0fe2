"""One flipped bit anywhere in a ledger's files is noticed: by verify, or by the open before it."""

import random
import shutil

from harness import Ledger, check, equal, run


def fill(ledger):
    ledger.start()
    ledger.append("project-P", "project.registered", {"project_id": "P", "name": "甲"})
    for n in range(40):
        ledger.append("x-notes", "x.note", {"n": n, "text": "字" * 20})
    ledger.stop()


def used(data):
    """Without the zeros behind the end of a segment that was filled ahead."""
    return data.rstrip(b"\0")


def main(binaries, flips="120", seed=None):
    seed = int(seed) if seed else random.SystemRandom().randrange(2**31)
    print(f"seed {seed}, {flips} flipped bits")
    dice = random.Random(seed)
    with Ledger(binaries) as ledger:
        fill(ledger)
        sound = ledger.verify()
        check(sound["ok"], "sound before")
        whole = ledger.home / "whole"
        shutil.copytree(ledger.dir, whole)
        segments = sorted(path.relative_to(whole) for path in (whole / "log").glob("*.seg"))
        unnoticed = []
        for _ in range(int(flips)):
            name = dice.choice(segments)
            size = len(used((whole / name).read_bytes()))
            offset, bit = dice.randrange(size), dice.randrange(8)
            target = ledger.dir / name
            data = bytearray((whole / name).read_bytes())
            data[offset] ^= 1 << bit
            target.write_bytes(data)
            done = ledger.tally("verify", "--format", "json", offline=True)
            if done.returncode not in (1, 3):
                unnoticed.append((str(name), offset, bit, done.returncode))
            target.write_bytes((whole / name).read_bytes())
        equal(unnoticed, [], "flips that nobody noticed")

        # A shorter log than the last signed checkpoint, and another ledger's log.
        last = ledger.dir / segments[-1]
        last.write_bytes(used((whole / segments[-1]).read_bytes())[:-900])
        done = ledger.tally("verify", "--format", "json", offline=True)
        equal(done.returncode, 1, "a shortened log")
        with Ledger(binaries) as other:
            fill(other)
            shutil.rmtree(ledger.dir / "log")
            shutil.copytree(other.dir / "log", ledger.dir / "log")
            done = ledger.tally("verify", "--format", "json", offline=True)
            equal(done.returncode, 1, "another ledger's log under this ledger's checkpoint")
    give_up_the_last_commit(binaries)


def give_up_the_last_commit(binaries):
    """Damage in the last commit is refused until somebody gives it up, and that is recorded."""
    with Ledger(binaries) as ledger:
        ledger.start()
        ledger.append("project-P", "project.registered", {"project_id": "P", "name": "甲"})
        signed = (ledger.dir / "checkpoint").read_bytes()
        ledger.append("x-notes", "x.note", {"text": "the last one"})
        ledger.stop()
        size = ledger.verify()["size"]
        # As though the last signature had not been made; what is signed is never given up.
        newest = (ledger.dir / "checkpoint").read_bytes()
        segment = sorted((ledger.dir / "log").glob("*.seg"))[-1]
        data = bytearray(segment.read_bytes())
        at = data.rindex(b"the last one")
        data[at] ^= 1
        segment.write_bytes(data)
        why = ["--drop-tail", "--reason", "bad sectors"]
        done = ledger.tally("recover", ledger.dir, *why, offline=None)
        equal(done.returncode, 1, "giving up what was signed")
        check("behind_checkpoint" in done.stderr or "signed checkpoint" in done.stderr, done.stderr)
        check(newest != signed, "the last append was signed")
        (ledger.dir / "checkpoint").write_bytes(signed)
        equal(ledger.tally("verify", offline=True).returncode, 1, "verify of the damaged log")
        told = ledger.out(ledger.tally("recover", ledger.dir, *why, offline=None))
        check(f"{size - 1} events stand ({size} had been acknowledged)" in told, told)
        report = ledger.verify()
        check(report["ok"], f"verify: {report['problems']}")
        last = ledger.lines("read", "--from", size - 1, "--format", "jsonl", offline=True)
        equal([event["type"] for event in last], ["ledger.recovered"], "what is recorded")
        equal(last[0]["payload"]["acknowledged"], size, "acknowledged")
        done = ledger.tally("recover", ledger.dir, *why, offline=None)
        equal(done.returncode, 1, "nothing more to give up")


run(main)
