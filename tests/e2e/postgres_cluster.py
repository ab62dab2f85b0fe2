"""A PostgreSQL server of a test's own: in a temporary directory, on a Unix socket, stopped by its id."""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from harness import Failed


class Cluster:
    """`with Cluster() as cluster:` stops and removes it. A test run as root runs it as `postgres`."""

    def __init__(self, *settings):
        folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda f: int(f.split("/")[4]))
        if not folders:
            raise Failed("no PostgreSQL server: install the package postgresql")
        self.programs = pathlib.Path(folders[-1])
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="tally-pg-"))
        self.settings = settings
        self.server = None
        self.user = []
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(self.home, entry.pw_uid, entry.pw_gid)
            self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        done = subprocess.run([*self.user, str(self.programs / "initdb"), "--no-sync", "-A", "trust",
                               "-U", "postgres", "-E", "UTF8", "--locale=C", "-D",
                               str(self.home / "data")], capture_output=True, text=True, cwd="/")
        if done.returncode != 0:
            raise Failed(f"initdb: {done.stderr}")
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.server:
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self):
        command = [*self.user, "setpriv", "--pdeathsig", "QUIT", str(self.programs / "postgres"),
                   "-D", str(self.home / "data"), "-k", str(self.home)]
        for setting in ("listen_addresses=", "fsync=off", "shared_buffers=32MB", *self.settings):
            command += ["-c", setting]
        log = open(self.home / "server.log", "ab")
        self.server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        end = time.monotonic() + 60
        while "ready" not in self.state():
            if self.server.poll() is not None or time.monotonic() > end:
                raise Failed((self.home / "server.log").read_text()[-4000:])
            time.sleep(0.02)

    def state(self):
        try:
            return (self.home / "data" / "postmaster.pid").read_text()
        except OSError:
            return ""

    def stop(self, how=signal.SIGINT):
        self.server.send_signal(how)
        self.server.wait(timeout=60)
        self.server = None
        if how == signal.SIGKILL:
            # Its children end a moment later; what it left says that it runs.
            for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock", "data/postmaster.pid"):
                (self.home / name).unlink(missing_ok=True)

    def address(self, database):
        return f"postgresql://postgres@/{database}?host={self.home}"

    def sql(self, database, statements):
        done = subprocess.run(["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1",
                               "-d", self.address(database), "-c", statements],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"psql: {done.stderr}")
        return done.stdout.strip()
