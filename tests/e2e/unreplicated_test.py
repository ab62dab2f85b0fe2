"""A commit that no standby has is nobody's to see: the primary crashes while it waits for its standbys,
comes back with the commit in its tables, and is then lost for good.

Usage: unreplicated_test.py BIN"""

import json
import subprocess
import time

from harness import Failed, Ledger, check, equal, run
from postgres_node import until
from promote_cluster import PromoteCluster


def append_in_background(ledger, identity):
    process = subprocess.Popen(
        [str(ledger.bin / "tally"), "append", "--stream", "x-alone", "--type", "x.note", "--id", identity,
         "--server", ledger.address], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    process.stdin.write(json.dumps({"n": 1}))
    process.stdin.close()
    return process


def size(ledger):
    return len(ledger.lines("read", "--from", 0, "--format", "jsonl"))


def main(binaries):
    identity = "6a0e9b6e-0000-4000-8000-000000000001"
    with PromoteCluster() as cluster, Ledger(binaries, "--store", cluster.address("admin")) as one:
        two = one.second()
        with two:
            one.start("--store", cluster.address("tallyd"))
            two.start("--store", cluster.address("tallyd"))
            one.append("x-alone", "x.note", {"n": 0})
            before = int(cluster.primary().sql("SELECT size FROM tally.ledger", cluster.database))
            until(lambda: size(two) == before, "the second server follows")
            primary, *standbys = cluster.nodes

            # Durable on one machine alone.
            for node in standbys:
                cluster.kill_node(node)
            client = append_in_background(one, identity)
            until(lambda: primary.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                  != "0", "the commit waits for a standby")
            one.kill()
            client.kill()
            client.wait()
            cluster.kill_node(primary)
            cluster.start_node(primary)
            equal(int(primary.sql("SELECT size FROM tally.ledger", cluster.database)), before + 1,
                  "what the crashed primary has after its recovery")

            time.sleep(2)  # A follower looks 40 times in it.
            equal(size(two), before, "what the second server shows")
            answer = two.tally("lookup", identity, "--format", "json")
            check('"recorded"' not in answer.stdout, f"the second server says {answer.stdout}")

            # The machine is lost, and the commit with it.
            cluster.kill_node(primary)
            for node in standbys:
                cluster.start_node(node)
            cluster.fail_over(primary)
            until(lambda: goes_on(two), "the second server takes events again", 90, 0.5)
            check(two.verify(offline=False)["ok"], "verify")
            positions = [event["position"] for event in two.lines("read", "--from", 0, "--format", "jsonl")]
            equal(positions, list(range(len(positions))), "positions")


def goes_on(ledger):
    try:
        return ledger.append("x-alone", "x.note", {"n": 2})
    except Failed:
        return None


run(main)
