"""Three PostgreSQL nodes that replicate synchronously, and nothing else: who is promoted, and when, is
decided here, as HIGH_AVAILABILITY.md tells a person to do it."""

import secrets
import signal
import subprocess
import time

from harness import ROOT, Failed, check
from postgres_node import BIN, Cluster, Node, alive, free_ports, kill_family, need, until


class PromoteCluster(Cluster):
    kind = "pg_promote"
    ways = ["server", "standbys and server"]

    def __init__(self, count=3):
        need(BIN / "postgres", "setpriv")
        super().__init__()
        self.nodes = [Node(self, f"n{number}", port)
                      for number, port in enumerate(free_ports(count), start=1)]
        self.servers = {}
        self.secrets = {login: secrets.token_hex(8)
                        for login in ("superuser", "replicator", "admin", "tallyd", "reports")}
        self._primary = self.nodes[0]

    def bring_up(self):
        first = self.nodes[0]
        words = self.home / "secrets"
        words.write_text("".join(f"{login}={word}\n" for login, word in self.secrets.items()))
        word = first.home / "superuser"
        word.write_text(self.secrets["superuser"])
        word.chmod(0o644)
        self.run(BIN / "initdb", "-D", first.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
                 "--data-checksums", "--auth=scram-sha-256", f"--pwfile={word}")
        rules = first.data / "pg_hba.conf"
        rules.write_text("host all all 127.0.0.1/32 scram-sha-256\n"
                         "host replication replicator 127.0.0.1/32 scram-sha-256\n")
        with open(first.data / "postgresql.conf", "a") as settings:
            settings.write((ROOT / "tools/postgres/synchronous.conf").read_text())
        # The first commits have nobody to wait for yet.
        self.start_node(first, synchronous_standby_names="")
        first.sql(f"CREATE ROLE replicator LOGIN REPLICATION PASSWORD '{self.secrets['replicator']}'")
        self.run_bootstrap(first)
        self.stop_node(first)
        self.start_node(first)
        for node in self.nodes[1:]:
            self.clone(node, first)
            self.start_node(node)
        self.wait_until_whole()

    def run_bootstrap(self, node):
        url = f"host=127.0.0.1 port={node.port} user=postgres password={self.secrets['superuser']} dbname=postgres"
        done = subprocess.run([str(ROOT / "tools/postgres/bootstrap"), str(self.home / "secrets"),
                               self.database, url], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, f"bootstrap: {done.stderr}")

    # -- one node

    def start_node(self, node, **settings):
        settings = {"listen_addresses": "127.0.0.1", "port": node.port,
                    "unix_socket_directories": node.home, "shared_buffers": "32MB", **settings}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.servers[node] = self.start([BIN / "postgres", "-D", node.data, *options], node.name,
                                        death=signal.SIGQUIT)
        until(lambda: node.try_sql("SELECT 1") or self.servers[node].poll() is not None,
              f"{node.name} answers")
        check(self.servers[node].poll() is None, f"{node.name} runs")

    def stop_node(self, node):
        self.servers[node].send_signal(signal.SIGINT)
        self.servers[node].wait(timeout=60)

    def kill_node(self, node):
        kill_family(self.servers[node].pid)
        self.servers[node].wait()

    def clone(self, node, source):
        self.run(BIN / "pg_basebackup", "-D", node.data, "-d", self.source(source), "-R", "-X", "stream",
                 "-c", "fast", PGPASSWORD=self.secrets["replicator"])

    def source(self, node, login="replicator"):
        user = "postgres" if login == "superuser" else login
        return f"host=127.0.0.1 port={node.port} user={user} password={self.secrets[login]} dbname=postgres"

    # -- what a fail-over is made of

    def primary(self):
        return self._primary

    def is_whole(self):
        """All standbys stream from the primary."""
        return self._primary.try_sql(
            "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
            " AND sync_state = 'quorum'") == str(len(self.nodes) - 1)

    def wait_until_whole(self, seconds=120):
        until(self.is_whole, "all standbys stream", seconds)

    def kill_primary(self, how):
        """kill -9 of the server; or first of both standbys, so that it goes on for a moment alone, and
        whatever it said then is lost with it."""
        standbys = self.others(self._primary) if how.startswith("standbys") else []
        for node in standbys:
            self.kill_node(node)
        time.sleep(0.3 if standbys else 0)
        self.kill_node(self._primary)
        for node in standbys:
            self.start_node(node)

    def fail_over(self, old):
        """Promotes the standby that has received most, when the old primary is certainly down."""
        check(not alive(self.servers[old].pid), "the old primary is down")
        received = {node: self.furthest(node) for node in self.others(old)}
        new = max(received, key=received.get)
        check(new.sql("SELECT pg_promote()") == "t", f"{new.name} is promoted")
        self._primary = new
        for node in received:
            if node is not new:
                self.follow(node, new)

    def furthest(self, node):
        """How much of the log a standby has. One that was started after its primary was lost has received
        nothing and replays what lies on its disk: that counts, when it has come to its end."""
        question = ("SELECT pg_last_wal_receive_lsn() IS NOT NULL,"
                    " pg_wal_lsn_diff(greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')")
        before = None
        while (answer := node.sql(question)) != before and answer.startswith("f"):
            before = answer
            time.sleep(0.5)
        return int(answer.split("|")[1])

    def follow(self, node, primary):
        conninfo = self.source(primary).replace("'", "''")
        node.sql(f"ALTER SYSTEM SET primary_conninfo = '{conninfo}'")
        node.sql("SELECT pg_reload_conf()")

    def rejoin(self, node):
        """A former primary takes back what nobody else has, or is cloned anew where that fails."""
        self._primary.sql("CHECKPOINT")  # pg_rewind reads the new timeline there.
        try:
            self.run(BIN / "pg_rewind", "--target-pgdata", node.data, "--source-server",
                     self.source(self._primary, "superuser"))
        except Failed as failed:
            print(f"{node.name}: {failed}; cloned anew")
            self.run("find", node.data, "-delete")
            self.clone(node, self._primary)
        self.run("touch", node.data / "standby.signal")
        with open(node.data / "postgresql.auto.conf", "a") as settings:
            settings.write(f"primary_conninfo = '{self.source(self._primary)}'\n")
        self.start_node(node)
