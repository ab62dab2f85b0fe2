"""Backup beside a server under load, restore, and going on: real processes."""

import shutil

from harness import Ledger, check, equal, run


def fill(ledger, first, count):
    for n in range(first, first + count):
        ledger.append("x-notes", "x.note", {"n": n})


def main(binaries):
    with Ledger(binaries) as ledger:
        ledger.start()
        fill(ledger, 0, 30)
        backup = ledger.home / "backup"
        first = ledger.json("backup", backup, offline=True)
        fill(ledger, 30, 20)
        second = ledger.json("backup", backup, offline=True)
        equal(second["added"], 20, "events that the second backup added")
        equal(second["size"], first["size"] + 20, "size of the second backup")
        published = ledger.home / "published.txt"
        published.write_text(ledger.out(ledger.tally("checkpoint")))
        status = ledger.verify(offline=False)
        equal(status["root"], second["root"], "root of the ledger and its backup")
        check(not (backup / "key").exists(), "no signing key in a backup")

        # The machine is lost; only the key was kept elsewhere.
        ledger.kill()
        key = ledger.home / "kept.key"
        shutil.move(ledger.dir / "key", key)
        shutil.rmtree(ledger.dir)
        restored = ledger.json("restore", backup, ledger.dir, "--key", key, "--checkpoint", published,
                               offline=None)
        equal(restored["root"], second["root"], "root of what was restored")
        ledger.start()
        fill(ledger, 50, 5)
        newer = ledger.home / "newer.txt"
        newer.write_text(ledger.out(ledger.tally("checkpoint")))
        ledger.stop()
        check(ledger.verify()["ok"], "the restored ledger verifies")

        # The backup is now older than what has been signed: it is not made a second ledger.
        done = ledger.tally("restore", backup, ledger.home / "past", "--key", key, "--checkpoint",
                            newer, offline=None)
        equal(done.returncode, 1, "restoring less than was signed")
        check("fewer than the" in done.stderr, done.stderr)
        check(not (ledger.home / "past").exists(), "nothing was made")


run(main)
