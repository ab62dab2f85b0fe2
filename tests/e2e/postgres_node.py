"""PostgreSQL servers that a test may kill: processes, ports, one node, what all clusters have in common.

PostgreSQL refuses to run as root; then everything here runs as the user postgres. Every process is
stopped by its id, and those that a killed test leaves behind get a signal from the kernel."""

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from harness import Failed, check

BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
USER = "postgres" if os.geteuid() == 0 else None


def need(*programs):
    """Without one of these the test is skipped, in CI it fails."""
    absent = [str(program) for program in programs if not shutil.which(str(program))]
    if absent:
        print(f"not installed: {', '.join(absent)}")
        sys.exit(1 if os.environ.get("TALLY_CI") else 77)


def free_ports(count):
    """All different, since they are held until the last is known."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def until(done, what, seconds=60, pause=0.05):
    """Waits for done() to be true, and gives what it gave."""
    end = time.monotonic() + seconds
    while True:
        value = done()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(pause)


def command_for(command, death=signal.SIGTERM):
    """The command as the user that may run PostgreSQL; it gets the signal when this process dies."""
    start = ["setpriv", "--pdeathsig", signal.Signals(death).name[3:]]
    if USER:
        start += [f"--reuid={USER}", f"--regid={USER}", "--init-groups"]
    return [*start, "--", *map(str, command)]


def process_table():
    """pid -> (parent, state) of all processes."""
    table = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            text = pathlib.Path("/proc", entry, "stat").read_text()
        except OSError:
            continue
        state, parent = text.rpartition(")")[2].split()[:2]
        table[int(entry)] = (int(parent), state)
    return table


def alive(pid):
    return process_table().get(pid, (0, "Z"))[1] not in "ZX"


def kill_family(pid):
    """kill -9 of a process and its children, which are all gone when this returns."""
    try:
        os.kill(pid, signal.SIGSTOP)  # So that it starts no other one meanwhile.
    except ProcessLookupError:
        return
    family = [pid] + [child for child, (parent, _) in process_table().items() if parent == pid]
    for member in family:
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            pass
    until(lambda: not any(alive(member) for member in family), "the killed processes are gone", 20, 0.005)


class Node:
    """One data directory and the server on it, whoever starts it."""

    def __init__(self, cluster, name, port):
        self.cluster, self.name, self.port = cluster, name, port
        self.home = cluster.make_directory(name)
        self.data = self.home / "data"

    def postmaster(self):
        """The process id of the server that runs here; None if none does."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            command = pathlib.Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        # Another process may have got the number since.
        return pid if str(self.data).encode() in command and alive(pid) else None

    def kill_server(self):
        pid = self.postmaster()
        if pid:
            kill_family(pid)

    def sql(self, text, database="postgres"):
        """The answer to a statement by the superuser; raises Failed."""
        done = subprocess.run(
            [str(BIN / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text,
             f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=3"],
            env={**os.environ, "PGPASSWORD": self.cluster.secrets["superuser"]},
            capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise Failed(f"{self.name}: {text}: {done.stderr.strip()}")
        return done.stdout.strip()

    def try_sql(self, text):
        try:
            return self.sql(text)
        except Failed:
            return None


class Cluster:
    """What clusters have in common. `with SomeCluster() as cluster:` ends and removes everything."""

    database = "ledger"

    def __init__(self):
        # Whoever ends the test ends it in order.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="tally-postgres-"))
        self.home.chmod(0o755)
        self.processes = []
        self.nodes = []
        self.secrets = {}

    def __enter__(self):
        try:
            self.bring_up()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.show_logs()
        for process in reversed(self.processes):
            if process.poll() is None:
                process.kill()
            process.wait()
        for node in self.nodes:
            node.kill_server()
        shutil.rmtree(self.home, ignore_errors=True)

    def show_logs(self):
        for log in sorted(self.home.glob("*.log")):
            print(f"-- {log.name}\n{log.read_text(errors='replace')[-3000:]}")

    def make_directory(self, name):
        path = self.home / name
        path.mkdir(mode=0o700)
        if USER:
            user = pwd.getpwnam(USER)
            os.chown(path, user.pw_uid, user.pw_gid)
        return path

    def environment(self):
        return {**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def start(self, command, log, death=signal.SIGTERM):
        with open(self.home / f"{log}.log", "ab") as output:
            process = subprocess.Popen(command_for(command, death), stdin=subprocess.DEVNULL, stdout=output,
                                       stderr=output, env=self.environment(), cwd=self.home,
                                       start_new_session=True)
        self.processes.append(process)
        return process

    def run(self, *command, **environment):
        done = subprocess.run(command_for(command), capture_output=True, text=True, timeout=300,
                              env={**self.environment(), **environment}, cwd=self.home)
        if done.returncode != 0:
            raise Failed(f"{' '.join(map(str, command))}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
        return done.stdout

    def address(self, login):
        """The connection URI over all nodes, as an operator writes it behind --store."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        user = login if login == "tallyd" else f"tally_{login}"
        return f"postgresql://{user}:{self.secrets[login]}@{hosts}/{self.database}?target_session_attrs=read-write"

    def others(self, node):
        return [each for each in self.nodes if each is not node]

    def check_identical(self, last=20_000):
        """Every node has the same last events, once it has replayed what the primary has written."""
        primary = self.primary()
        size = int(primary.sql("SELECT size FROM tally.ledger", self.database))
        written = primary.sql("SELECT pg_current_wal_lsn()")
        question = ("SELECT count(*), sha256(string_agg(header || coalesce(body, ''), '' ORDER BY position))"
                    f" FROM tally.records WHERE position >= {size - last} AND position < {size}")
        expected = primary.sql(question, self.database)
        for node in self.others(primary):
            until(lambda node=node: node.try_sql(f"SELECT pg_last_wal_replay_lsn() >= '{written}'") == "t",
                  f"{node.name} has replayed everything")
            check(node.sql(question, self.database) == expected, f"{node.name} holds another ledger")
