"""A database is brought back to a point in time (POSTGRES.md): the ledger's directory refuses what is shorter than
it knows, what is there reads and verifies, and an approved recovery goes on. A real server, its WAL
archive and a base backup; the commands are those of the manual."""

import os
import pwd
import shutil
import subprocess

from harness import check, equal, run
from postgres_cluster import Cluster
from postgres_test import Shared, note


def own(path):
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(path, entry.pw_uid, entry.pw_gid)


class ArchivingCluster(Cluster):
    """Archives its WAL as it goes, and can be set back."""

    ARCHIVING = ("wal_level=replica", "archive_mode=on", "max_wal_senders=4",
                 "archive_command=test ! -f {0}/archive/%f && cp %p {0}/archive/%f")

    def start(self):
        archive = self.home / "archive"
        if not archive.exists():
            archive.mkdir()
            own(archive)
        self.settings = tuple(setting.format(self.home) for setting in self.ARCHIVING)
        super().start()

    def back_up(self):
        subprocess.run([*self.user, str(self.programs / "pg_basebackup"), "-h", str(self.home), "-U",
                        "postgres", "-D", str(self.home / "base"), "--wal-method=none",
                        "--checkpoint=fast"], check=True, cwd="/", capture_output=True)

    def restore(self, target):
        """In place of the data directory: the base backup, and the archive up to the target."""
        self.stop()
        shutil.rmtree(self.home / "data")
        copied = self.home / "data"
        subprocess.run([*self.user, "cp", "-a", str(self.home / "base"), str(copied)], check=True,
                       cwd="/")
        with open(copied / "postgresql.auto.conf", "a") as conf:
            conf.write(f"restore_command = 'cp {self.home}/archive/%f %p'\n"
                       f"recovery_target_lsn = '{target}'\n"
                       "recovery_target_action = 'promote'\n")
        (copied / "recovery.signal").touch()
        own(copied / "recovery.signal")
        super().start()


def main(binaries):
    with ArchivingCluster() as cluster, Shared(binaries, cluster, "ledger") as ledger:
        ledger.start()
        ledger.append("actor-chen", "actor.enrolled", {"actor_id": "chen"})
        for i in range(20):
            note(ledger, "project-a", i)
        cluster.back_up()
        for i in range(20, 40):
            note(ledger, "project-a", i)
        then = ledger.out(ledger.tally("checkpoint"))
        target = cluster.sql("ledger", "SELECT pg_current_wal_insert_lsn()")
        kept = int(ledger.sql("SELECT size FROM tally.ledger"))
        for i in range(40, 60):
            note(ledger, "project-b", i)
        published = ledger.home / "published.txt"
        published.write_text(ledger.out(ledger.tally("checkpoint")))
        earlier = ledger.home / "earlier.txt"
        earlier.write_text(then)
        old_key = ledger.home / "old.pub"
        shutil.copy(ledger.dir / "key.pub", old_key)
        ledger.stop()
        ledger.sql("SELECT pg_switch_wal()")

        cluster.restore(target)
        equal(int(ledger.sql("SELECT size FROM tally.ledger")), kept, "events at the point in time")
        # Refused: by the server, and by whoever reads with this directory.
        refused = ledger.tally("verify", offline=True)
        equal(refused.returncode, 1, "verify with the directory that knows more")
        check("fewer than the" in refused.stderr, refused.stderr)
        server = subprocess.run([str(ledger.bin / "tallyd"), "--data", str(ledger.dir), *ledger.store,
                                 "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
        check(server.returncode != 0, "tallyd starts on less than was signed")
        # Readable: a directory that holds the public key and nothing else.
        looking = ledger.home / "looking"
        looking.mkdir()
        shutil.copy(old_key, looking / "key.pub")
        done = ledger.tally("verify", "--data", looking, *ledger.store, "--checkpoint", earlier,
                            offline=None)
        equal(done.returncode, 0, f"what is there verifies: {done.stdout}{done.stderr}")

        def recover(approver, code=0):
            return ledger.out(ledger.tally(
                "recover", ledger.dir, *ledger.store, "--continue-as", "e2e.example/ledger/2",
                "--approver", approver, "--reason", "back to Friday noon", "--format", "json",
                offline=None), code)

        recover("operator", code=1)
        recover("nobody", code=1)
        recover("chen")
        recover("chen", code=1)
        ledger.start()
        equal(note(ledger, "project-b", 40)["position"], kept + 1, "the first event behind it")
        opened = ledger.lines("read", "--stream", "ledger-main", "--format", "jsonl")
        event = opened[-1]
        equal(event["type"], "ledger.continued", "what is recorded")
        equal(event["payload"]["size"], kept, "events recovered")
        equal(event["payload"]["checkpoint"], published.read_text(), "the checkpoint given up")
        report = ledger.verify(offline=False)
        check(report["ok"], f"verify: {report}")
        equal(report["origin"], "e2e.example/ledger/2", "origin")
        equal(report["continued_from"][0]["origin"], "e2e.example/ledger", "former origin")
        ledger.stop()
        check(ledger.verify()["ok"], "from the rows")
        # Checkpoints of before: what was kept is contained, what was given up is not.
        for file, code in ((earlier, 0), (published, 1)):
            done = ledger.tally("verify", "--key", ledger.dir / "key.pub", "--key", old_key,
                                "--checkpoint", file, offline=True)
            equal(done.returncode, code, f"{file.name}: {done.stdout}{done.stderr}")
        check("given up" in done.stdout, done.stdout)
        # Who trusts the former key alone is not led to another one by the ledger's own word.
        equal(ledger.tally("verify", "--key", old_key, offline=True).returncode, 1, "the former key")


if __name__ == "__main__":
    run(main)
