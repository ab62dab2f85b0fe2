"""kill -9 of the primary under load, again and again: another node is promoted, writing goes on by
itself through the same tallyd, nothing acknowledged is lost, nothing is there twice, the root goes on;
the old primary joins again.

Usage: failover_test.py BIN patroni|promote [ROUNDS [SEED]]. The seed is printed."""

import random
import statistics
import time

from harness import Ledger, check, equal, run
from patroni_cluster import TTL, PatroniCluster
from promote_cluster import PromoteCluster
from steady_clients import Clients
from stored_ledger import StoredLedger

KINDS = {"patroni": PatroniCluster, "promote": PromoteCluster}
ENOUGH = 400  # More than can have been on the way when the primary was killed.


def one_round(cluster, ledger, clients, how, dice):
    """Gives the seconds without an acknowledgement, and until the old primary is back."""
    old = cluster.primary()
    clients.hurry(True)
    time.sleep(dice.uniform(0.3, 1.5))
    began = time.monotonic()
    cluster.kill_primary(how)
    cluster.fail_over(old)
    promoted = time.monotonic()
    while clients.new_since(promoted) < ENOUGH:
        check(ledger.server.poll() is None, "tallyd goes on")
        check(not clients.unexpected(), f"a client was told {clients.unexpected()[:1]}")
        check(time.monotonic() < promoted + 120, f"writing resumes within 120 s of a promotion; {clients.errors()}")
        time.sleep(0.02)
    clients.hurry(False)
    down = clients.longest_pause(began)
    cluster.rejoin(old)
    cluster.wait_until_whole()
    cluster.check_identical()
    return down, time.monotonic() - began


def read_on(ledger, stored, receipts):
    """Receipts first: then what is read after them must hold their events."""
    stored.take_receipts(receipts)
    stored.take_events(ledger.lines("read", "--from", stored.size, "--format", "jsonl"))
    stored.compare()


def main(binaries, kind, rounds="1", seed=None):
    seed = int(seed) if seed else random.SystemRandom().randrange(2**31)
    rounds = int(rounds)
    print(f"seed {seed}, {rounds} fail-overs by {KINDS[kind].kind}", flush=True)
    dice = random.Random(seed)
    downtimes = []
    with KINDS[kind]() as cluster:
        ledger = Ledger(binaries, "--store", cluster.address("admin"))
        with ledger:
            ledger.start("--store", cluster.address("tallyd"))
            stored = StoredLedger()
            with Clients(ledger) as clients:
                for number in range(rounds):
                    how = cluster.ways[number % len(cluster.ways)]
                    old = cluster.primary()
                    down, whole = one_round(cluster, ledger, clients, how, dice)
                    read_on(ledger, stored, clients.take_receipts())
                    downtimes.append((how, down))
                    print(f"{number + 1:3}  {old.name} -> {cluster.primary().name}  killed: {how:19} "
                          f"no receipt for {down:5.2f} s, old primary back after {whole:5.1f} s, "
                          f"{stored.size} events", flush=True)
            read_on(ledger, stored, clients.take_receipts())
            check(not clients.unexpected(), f"a client was told {clients.unexpected()[:1]}")
            verify_all(cluster, ledger, stored)
            summary(cluster, clients, stored, downtimes)


def verify_all(cluster, ledger, stored):
    report = ledger.json("verify")
    check(report["ok"], f"verify through the server: {report['problems']}")
    ledger.stop()
    report = ledger.json("verify", "--store", cluster.address("reports"), offline=True)
    check(report["ok"], f"verify of the database: {report['problems']}")
    equal(report["size"], stored.size, "size")


def summary(cluster, clients, stored, downtimes):
    told = ", ".join(f"{name} {count}" for name, count in sorted(clients.errors().items())) or "nothing"
    print(f"{stored.size} events recorded, {len(stored.receipts)} receipts compared: none lost, none doubled, "
          f"{len(stored.claimed)} acknowledged roots all found again")
    print(f"clients were told: {told}")
    if cluster.kind == "Patroni":
        print(f"ttl {TTL} s")
    for how in [*dict.fromkeys(how for how, _ in downtimes), "all"]:
        seconds = sorted(down for way, down in downtimes if how in (way, "all"))
        print(f"downtime, {how:19}: {len(seconds):2} fail-overs, p50 {statistics.median(seconds):.2f} s, "
              f"max {seconds[-1]:.2f} s")


run(main)
