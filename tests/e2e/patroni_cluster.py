"""Three PostgreSQL nodes under Patroni with one etcd, configured by tools/postgres/configure as an
operator does it; only the times are shorter, and everything is on this machine."""

import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

from harness import ROOT, Failed, check
from postgres_node import BIN, Cluster, Node, free_ports, need, until

TTL, LOOP_WAIT, RETRY_TIMEOUT = 8, 1, 3


class PatroniCluster(Cluster):
    kind = "Patroni"
    ways = ["server", "Patroni and server", "server and Patroni", "Patroni"]

    def __init__(self, count=3):
        need("patroni", "etcd", BIN / "postgres", "setpriv")
        super().__init__()
        self.etcd_port, self.etcd_peer_port, *ports = free_ports(2 + 2 * count)
        self.nodes = [Node(self, f"n{number + 1}", ports[number]) for number in range(count)]
        self.api_ports = dict(zip(self.nodes, ports[count:]))
        self.patronis = {}
        self._killed = None

    def bring_up(self):
        self.start_etcd()
        self.write_configurations()
        for node in self.nodes:
            self.start_patroni(node)
            if node is self.nodes[0]:
                until(lambda: self.member(self.nodes[0]).get("role") == "leader", "the first node leads")
        self.wait_until_whole()

    def start_etcd(self):
        client = f"http://127.0.0.1:{self.etcd_port}"
        peer = f"http://127.0.0.1:{self.etcd_peer_port}"
        self.start(["etcd", "--name", "e1", "--data-dir", self.make_directory("etcd"),
                    "--listen-client-urls", client, "--advertise-client-urls", client,
                    "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                    "--initial-cluster", f"e1={peer}", "--logger", "zap", "--log-level", "warn"], "etcd")
        until(lambda: get(f"{client}/health").get("health") == "true", "etcd is healthy")

    def write_configurations(self):
        # The user postgres need not be able to read the project's own directory.
        scripts = self.home / "scripts"
        shutil.copytree(ROOT / "tools/postgres", scripts)
        words = scripts / "secrets"
        for node in self.nodes:
            done = subprocess.run(
                [sys.executable, str(scripts / "configure"), "--name", node.name, "--address", "127.0.0.1",
                 "--nodes", "127.0.0.1", "--clients", "127.0.0.1/32", "--without-tls",
                 "--etcd", f"127.0.0.1:{self.etcd_port}", "--secrets", str(words),
                 "--port", str(node.port), "--api-port", str(self.api_ports[node]),
                 "--data", str(node.data), "--bin", str(BIN), "--sockets", str(node.home),
                 "--pgpass", str(node.home / "pgpass"), "--watchdog", "off", "--ttl", str(TTL),
                 "--loop-wait", str(LOOP_WAIT), "--retry-timeout", str(RETRY_TIMEOUT)],
                capture_output=True, text=True, timeout=60)
            check(done.returncode == 0, f"configure: {done.stderr}")
            (self.home / f"{node.name}.yml").write_text(done.stdout)
        words.chmod(0o644)
        self.secrets = dict(line.split("=", 1) for line in words.read_text().splitlines())

    def start_patroni(self, node):
        self.patronis[node] = self.start(["patroni", self.home / f"{node.name}.yml"], node.name)

    # -- what Patroni knows

    def members(self):
        """What the nodes that live say of all."""
        for node in self.nodes:
            if node is self._killed:
                continue
            members = get(f"http://127.0.0.1:{self.api_ports[node]}/cluster").get("members")
            if members:
                return {member["name"]: member for member in members}
        return {}

    def member(self, node):
        return self.members().get(node.name, {})

    def primary(self):
        leader = [node for node in self.nodes
                  if self.member(node).get("role") == "leader" and node is not self._killed]
        if not leader:
            raise Failed("no node leads")
        return leader[0]

    def is_whole(self):
        members = self.members()
        roles = sorted(member["role"] for member in members.values())
        timelines = {member.get("timeline") for member in members.values()}
        if roles != ["leader", "replica", "sync_standby"] or len(timelines) != 1:
            return False
        streaming = self.primary().try_sql(
            "SELECT count(*), count(*) FILTER (WHERE sync_state = 'sync') FROM pg_stat_replication"
            " WHERE state = 'streaming'")
        return streaming == f"{len(self.nodes) - 1}|1"

    def wait_until_whole(self, seconds=180):
        until(self.is_whole, "a leader, a synchronous standby and a replica stream", seconds, 0.2)

    # -- what a fail-over is made of

    def kill_primary(self, how):
        """kill -9 of the server, of Patroni, or of both one behind the other."""
        node = self.primary()
        for victim in how.split(" and "):
            if victim == "server":
                node.kill_server()
            else:
                self._killed = node
                self.patronis[node].kill()
                self.patronis[node].wait()
        if how == "server and Patroni":
            node.kill_server()  # Which Patroni may have started again in between.

    def fail_over(self, old):
        """Patroni does it. One that was killed alone is started again, as systemd does, only when
        another node leads: until then the old primary goes on, and after that it commits nothing."""
        until(lambda: any(node.try_sql("SELECT pg_is_in_recovery()") == "f" for node in self.others(old)),
              "another node takes writes", 90, 0.02)
        if old.postmaster() and self._killed is old:
            self.rejoin(old)

    def rejoin(self, node):
        """A killed Patroni is started again, and does the rest."""
        if self._killed is node:
            self.start_patroni(node)
        self._killed = None


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return json.loads(answer.read())
    except (OSError, ValueError, urllib.error.HTTPError):
        return {}
