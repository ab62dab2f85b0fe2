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
            size = (whole / name).stat().st_size
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
        last.write_bytes((whole / segments[-1]).read_bytes()[:-900])
        done = ledger.tally("verify", "--format", "json", offline=True)
        equal(done.returncode, 1, "a shortened log")
        with Ledger(binaries) as other:
            fill(other)
            shutil.rmtree(ledger.dir / "log")
            shutil.copytree(other.dir / "log", ledger.dir / "log")
            done = ledger.tally("verify", "--format", "json", offline=True)
            equal(done.returncode, 1, "another ledger's log under this ledger's checkpoint")


run(main)
