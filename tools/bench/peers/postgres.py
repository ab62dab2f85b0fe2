"""PostgreSQL and message-db in a throwaway cluster: on a socket in its own directory and on no port,
with fsync and synchronous_commit as shipped (on), stopped by pg_ctl at the end."""

import json
import os
import pwd
import re
import shutil
import subprocess

BIN = "/usr/lib/postgresql/15/bin"
ROW = """
CREATE SEQUENCE revisions;
CREATE TABLE events (
  position bigserial PRIMARY KEY, id uuid NOT NULL UNIQUE, stream text NOT NULL,
  revision bigint NOT NULL DEFAULT nextval('revisions'), header bytea NOT NULL,
  body bytea NOT NULL, UNIQUE (stream, revision));
"""
# As many bytes as a ledger's event: a header of 160, a payload of 180 with its salt of 16.
INSERT = r"""\set s random(10000, 19999)
INSERT INTO events (id, stream, header, body) VALUES (gen_random_uuid(), 'project-B-' || :s,
  decode(repeat('68', 160), 'hex'), decode(repeat('62', 196), 'hex'));
"""
GENERATE = """
COPY (SELECT n::bigint, gen_random_uuid(), 'project-B-' || (10000 + n % 10000),
             (n / 10000)::bigint, decode(repeat('68', 160), 'hex'), decode(repeat('62', 196), 'hex')
      FROM generate_series(1, {rows}) n) TO '{file}' (FORMAT binary);
"""
WRITE_MESSAGE = r"""\set s random(10000, 19999)
\set c random(1, {categories})
SELECT message_store.write_message(gen_random_uuid()::text, '{category}-B' || :s,
  'FundingDisbursed', '{data}'::jsonb);
"""


class Cluster:
    """`with Cluster(directory) as cluster`: made, started, stopped and removed."""

    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.data = os.path.join(self.directory, "data")
        # Sockets have short paths, and the build directory may be where postgres may not look.
        self.sockets = "/tmp/tally-bench-pg.%d" % os.getpid()

    def as_user(self, command, **options):
        # The server refuses to run as root.
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] \
            if os.getuid() == 0 else []
        environment = dict(os.environ, PGHOST=self.sockets, PGUSER="postgres", LC_ALL="C.UTF-8",
                           HOME=self.sockets, PATH=BIN + ":" + os.environ["PATH"])
        return subprocess.run(prefix + command, env=environment, cwd=self.sockets, check=True,
                              text=True, stdout=subprocess.PIPE, **options).stdout

    def __enter__(self):
        for folder in (self.directory, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            if os.getuid() == 0:
                user = pwd.getpwnam("postgres")
                os.chown(folder, user.pw_uid, user.pw_gid)
        self.as_user([BIN + "/initdb", "-D", self.data, "-U", "postgres", "--auth=trust",
                      "--encoding=UTF8", "--locale=C.UTF-8"], stderr=subprocess.DEVNULL)
        # What a careful operator of a machine of this size would set; durability as shipped.
        settings = ("-c listen_addresses='' -c unix_socket_directories={} -c shared_buffers=512MB "
                    "-c max_wal_size=4GB -c max_connections=200").format(self.sockets)
        self.as_user([BIN + "/pg_ctl", "-D", self.data, "-l", self.directory + "/server.log", "-w",
                      "-o", settings, "start"])
        return self

    def __exit__(self, *_):
        self.as_user([BIN + "/pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop"])
        shutil.rmtree(self.directory, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def sql(self, text, database="postgres"):
        return self.as_user([BIN + "/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database],
                            input=text)

    def pgbench(self, script, clients, seconds, database="postgres"):
        """Transactions a second."""
        path = os.path.join(self.sockets, "script.sql")
        with open(path, "w") as file:
            file.write(script)
        os.chmod(path, 0o644)
        said = self.as_user([BIN + "/pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1",
                             "-T", str(seconds), "-f", path, database], stderr=subprocess.DEVNULL)
        return int(float(re.search(r"tps = ([0-9.]+)", said).group(1)))


def measure_rows(cluster, rows, seconds):
    """PostgreSQL itself: single rows by 1 and 32 clients, then COPY into the empty table."""
    cluster.sql(ROW)
    for clients in (1, 32):
        rate = cluster.pgbench(INSERT, clients, seconds)
        yield {"bench": "postgres.insert", "clients": clients, "seconds": seconds,
               "events_per_second": rate}
    cluster.sql("TRUNCATE events; CHECKPOINT;")
    file = os.path.join(cluster.sockets, "rows")
    cluster.sql(GENERATE.format(rows=rows, file=file))
    said = cluster.sql("\\timing on\nCOPY events FROM '%s' (FORMAT binary);" % file)
    milliseconds = float(re.search(r"Time: ([0-9.]+) ms", said).group(1))
    yield {"bench": "postgres.copy", "events": rows, "microseconds": int(milliseconds * 1000),
           "events_per_second": int(rows * 1000 / milliseconds)}
    said = cluster.sql("\\timing on\nCOPY events TO '/dev/null' (FORMAT binary);")
    milliseconds = float(re.search(r"Time: ([0-9.]+) ms", said).group(1))
    yield {"bench": "postgres.copy_out", "events": rows, "microseconds": int(milliseconds * 1000),
           "events_per_second": int(rows * 1000 / milliseconds)}


def measure_message_db(cluster, package, seconds):
    """message-db from its npm package: one category, and 100, each with 32 clients."""
    installer = os.path.join(cluster.sockets, "message-db")
    shutil.copytree(os.path.join(package, "database"), installer)
    cluster.as_user(["bash", os.path.join(installer, "install.sh")], stderr=subprocess.DEVNULL)
    cluster.sql("ALTER DATABASE message_store SET search_path TO message_store, public;")
    data = json.dumps({"project": "B-12345", "amount": "100", "currency": "CNY",
                       "bank_ref": "b" * 100})
    for categories, category in ((1, "project"), (100, "project' || :c || '")):
        script = WRITE_MESSAGE.format(categories=categories, category=category, data=data)
        rate = cluster.pgbench(script, 32, seconds, "message_store")
        yield {"bench": "message-db", "categories": categories, "clients": 32, "seconds": seconds,
               "events_per_second": rate}
