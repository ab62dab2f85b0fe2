"""A ledger in a database with the real programs: two servers over it, the server of the database
killed under load, tampering found by verify, and the way into the database and back."""

import json
import signal
import threading

from harness import Ledger, check, equal, run
from postgres_cluster import Cluster


class Shared(Ledger):
    """A ledger whose records are in a database. The programs learn of it by the environment."""

    def __init__(self, binaries, cluster, database, *options):
        self.cluster = cluster
        self.database = database
        cluster.sql("postgres", f"CREATE DATABASE {database}")
        self.store = ["--store", cluster.address(database)]
        super().__init__(binaries, *self.store, *options)

    def tally(self, *arguments, offline=False, **options):
        more = self.store if offline else []
        return super().tally(*arguments, *more, offline=offline, **options)

    def start(self, *options, **more):
        return super().start(*self.store, *options, **more)

    def sql(self, statements):
        return self.cluster.sql(self.database, statements)

    def tamper(self, statements):
        self.sql("ALTER TABLE tally.records DISABLE TRIGGER ALL;"
                 "ALTER TABLE tally.ledger DISABLE TRIGGER ALL;" + statements)


def note(ledger, stream, number):
    return ledger.append(stream, "x.note", {"n": number})


def two_servers(binaries, cluster):
    with Shared(binaries, cluster, "two_servers") as one:
        two = one.second()
        one.start()
        two.start()
        try:
            for i in range(10):
                first, second = note(one, "project-a", i), note(two, "project-a", i)
                equal(second["position"], first["position"] + 1, "positions are one order")
                equal(second["revision"], first["revision"] + 1, "revisions are one order")
            # A server that nobody writes to hears of it by itself.
            last = note(one, "project-b", 1)
            states = []
            while states[-1:] != ["recorded"]:
                states.append(two.json("lookup", last["id"])["state"])
                check(states[-1] != "not_recorded", "it is recorded, whether taken in or not")
            equal(one.verify(offline=False)["root"], two.verify(offline=False)["root"], "roots")
        finally:
            two.stop()
        one.stop()
        check(one.verify()["ok"], "verify from the rows")


def database_dies(binaries, cluster):
    """Lines are appended while the database server is killed: all are recorded once in the end."""
    with Shared(binaries, cluster, "dies") as ledger:
        ledger.start()
        ids = [f"00000000-0000-4000-8000-{i:012d}" for i in range(300)]
        acknowledged = []

        def send():
            waiting = list(ids)
            while waiting:
                lines = "".join(json.dumps({"id": i, "stream": "project-a", "type": "x.note",
                                            "payload": {}}) + "\n" for i in waiting)
                done = ledger.tally("append", "--jsonl", "-", stdin=lines)
                for line in done.stdout.splitlines():
                    receipt = json.loads(line)
                    if "position" in receipt:
                        acknowledged.append(receipt)
                        waiting.remove(receipt["id"])

        thread = threading.Thread(target=send)
        thread.start()
        for _ in range(3):
            while len(ledger.sql("SELECT 1")) == 0:
                pass
            cluster.stop(signal.SIGKILL)
            cluster.start()
        thread.join(timeout=120)
        check(not thread.is_alive(), "everything is acknowledged in the end")
        rows = {row.split("|")[0]: int(row.split("|")[1]) for row in
                ledger.sql("SELECT id, position FROM tally.records").splitlines()}
        for receipt in acknowledged:
            equal(rows.get(receipt["id"]), receipt["position"], "an acknowledged event's position")
        equal(sum(1 for i in ids if i in rows), len(ids), "events recorded")
        ledger.stop()
        report = ledger.verify()
        check(report["ok"], f"verify: {report}")
        equal(report["size"], len(rows), "no row is twice or beyond the ledger")


def tampering(binaries, cluster):
    """What a superuser does behind the ledger's back, verify finds."""
    deeds = {
        "payload": "UPDATE tally.records SET body = overlay(body placing '\\xff' from 20) "
                   "WHERE position = 40",
        "swap": "UPDATE tally.records SET position = 100000 WHERE position = 40;"
                "UPDATE tally.records SET position = 40 WHERE position = 41;"
                "UPDATE tally.records SET position = 41 WHERE position = 100000",
        "tail": "DELETE FROM tally.records WHERE position >= 45;"
                "UPDATE tally.ledger SET size = 45",
        "root": "UPDATE tally.ledger SET root = sha256('x')",
        "column": "UPDATE tally.records SET type = 'x.other' WHERE position = 40",
        "header": "UPDATE tally.records SET header = overlay(header placing '\\x00' from 100) "
                  "WHERE position = 40",
    }
    for name, deed in deeds.items():
        with Shared(binaries, cluster, f"tamper_{name}") as ledger:
            ledger.start()
            for i in range(30):
                note(ledger, "project-a", i)
            ledger.stop()
            check(ledger.verify()["ok"], "sound before")
            ledger.tamper(deed)
            done = ledger.tally("verify", offline=True)
            equal(done.returncode, 1, f"{name}: verify's exit code ({done.stdout} {done.stderr})")


def there_and_back(binaries, cluster):
    with Ledger(binaries) as ledger:
        cluster.sql("postgres", "CREATE DATABASE moved")
        store = cluster.address("moved")
        ledger.start()
        for i in range(20):
            note(ledger, "project-a", i)
        ledger.stop()
        before = ledger.verify()
        ledger.out(ledger.tally("copy-store", str(ledger.dir), store, offline=None))
        equal(ledger.tally("verify", offline=True).returncode, 1, "the log is not there any more")
        in_database = json.loads(ledger.out(ledger.tally(
            "verify", "--store", store, "--format", "json", offline=True)))
        equal(in_database["root"], before["root"], "root in the database")
        ledger.start("--store", store)
        note(ledger, "project-b", 1)
        ledger.stop()
        ledger.out(ledger.tally("copy-store", store, str(ledger.dir), offline=None))
        after = ledger.verify()
        equal(after["size"], before["size"] + 1, "the event recorded in the database came along")
        ledger.out(ledger.tally("copy-store", str(ledger.dir), store, offline=None), code=1)


def main(binaries):
    with Cluster() as cluster:
        two_servers(binaries, cluster)
        database_dies(binaries, cluster)
        tampering(binaries, cluster)
        there_and_back(binaries, cluster)


if __name__ == "__main__":
    run(main)
