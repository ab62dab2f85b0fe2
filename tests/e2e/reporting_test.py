"""The readable tables with the real programs: the questions of REPORTING.md give what `tally` says; the
projector is killed again and again, and rows and position agree; what is changed behind its back is found."""

import csv
import json
import re
import signal
import subprocess
import time
from collections import Counter
from decimal import Decimal

from harness import ROOT, Failed, Ledger, check, equal, run
from postgres_cluster import Cluster
from postgres_node import until

MANUAL = ROOT / "core" / "postgres" / "REPORTING.md"


def questions():
    """The manual's queries by heading."""
    found = re.findall(r"^### (.*?)\n.*?```sql\n(.*?)```", MANUAL.read_text(), re.M | re.S)
    check(len(found) >= 8, "the manual has queries")
    return dict(found)


class Shared(Ledger):
    def __init__(self, binaries, cluster, database, *options):
        self.cluster, self.database = cluster, database
        cluster.sql("postgres", f"CREATE DATABASE {database}")
        self.store = ["--store", cluster.address(database)]
        super().__init__(binaries, *self.store, *options, origin="sample.example/shili")

    def tally(self, *arguments, offline=False, **options):
        return super().tally(*arguments, *(self.store if offline else []), offline=offline, **options)

    def sql(self, statements):
        return self.cluster.sql(self.database, statements)

    def ask(self, query):
        """The rows as a reader gets them."""
        text = self.sql(f"SET ROLE tally_reader; COPY ({query}) TO STDOUT (FORMAT csv, HEADER)")
        return list(csv.DictReader(text.splitlines()))

    def load_sample(self):
        done = subprocess.run([str(self.bin / "tally-demo"), "--server", self.address],
                              capture_output=True, text=True, timeout=600)
        equal(done.returncode, 0, f"loading the sample: {done.stderr}")

    def size(self):
        return int(self.sql("SELECT size FROM tally.ledger"))

    def wait_until_current(self):
        until(lambda: self.sql("SELECT count(*) FILTER (WHERE position <> l.size) = 0 AND count(*) > 1"
                               " FROM tally.projection, tally.ledger l") == "t",
              "the tables stand at the ledger's size", 120)


def yuan(money):
    return Decimal(money["minor"]) / 100 if money else None


def number(text):
    return Decimal(text) if text else None


def rows_of(ledger, view, **options):
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return ledger.json("view", view, *arguments)["rows"]


def compare(ledger, asked):
    ask = {heading: ledger.ask(query) for heading, query in asked.items()}
    answer = {heading.split(" ")[0]: rows for heading, rows in ask.items()}
    events = [json.loads(line) for line in
              ledger.out(ledger.tally("read", "--format", "jsonl")).splitlines()]

    lists = sorted({row["of_list"] for row in answer["Projects"]})
    check(len(lists) > 0, "there are lists")
    for name in lists:
        equal([(row["class"], int(row["count"]), number(row["planned_total_yi"]))
               for row in answer["Projects"] if row["of_list"] == name],
              [(row["class"], row["count"],
                yuan(row["planned_total"]) / 100_000_000 if row["planned_total"] else None)
               for row in rows_of(ledger, "pipeline", list=name) if row["kind"] == "class"],
              f"pipeline of {name}")
        equal([(row["project"], number(row["ytd"]), number(row["annual_plan"]),
                number(row["plan_rate_percent"])) for row in answer["Progress"] if row["of_list"] == name],
              [(row["project"], yuan(row["ytd"]), yuan(row["annual_plan"]),
                Decimal(row["plan_rate"]["bp"]) / 100 if row["plan_rate"] else None)
               for row in rows_of(ledger, "investment", list=name) if row["kind"] == "project"],
              f"investment of {name}")

    equal(Counter((row["project"], row["phase_id"], row["step"], row["org"], row["due"])
                  for row in answer["Approval"]),
          Counter((phase["project"], phase["phase_id"], step["step"], step["org"] or "", step["due"] or "")
                  for phase in rows_of(ledger, "approvals") for step in phase["steps"]
                  if step["light"] == "red" and step["decided_on"] is None), "steps overdue")

    quotas = [(row["project"], quota["quota_id"], yuan(quota["allocated"]), yuan(quota["paid"]))
              for row in rows_of(ledger, "disbursement") if row["kind"] == "project"
              for quota in row["quotas"]]
    equal(sorted((row["project"], row["quota_id"], number(row["allocated"]), number(row["paid"]))
                 for row in answer["Quota"]), sorted(quotas), "quotas")
    check(len(quotas) > 0, "there are quotas")

    voided = {event["payload"]["target"] for event in events if event["type"] == "event.voided"}
    months = Counter()
    for event in events:
        if event["type"] == "funding.disbursed" and event["id"] not in voided:
            months[event["effective"][:7] + "-01"] += int(event["payload"]["amount"]["minor"])
    equal({row["month"]: number(row["paid"]) for row in answer["Payments"]},
          {month: Decimal(minor) / 100 for month, minor in months.items()}, "payments by month")

    headers = {int(row["position"]): row for row in
               ledger.ask("SELECT position, id, type, org, recorded_on, effective FROM tally.events")}
    equal(sum(int(row["corrections"]) for row in answer["Corrections"]),
          sum(event["type"] in ("event.corrected", "event.voided") for event in events), "corrections")
    equal(len(headers), len(events), "readable events")
    for event in events:
        row = headers[event["position"]]
        equal((row["id"], row["type"]), (event["id"], event["type"]), "id and type")
        if event["effective"]:
            equal(row["effective"], event["effective"][:10], "effective")

    equal([(int(row["revision"]), int(row["position"]), row["type"], json.loads(row["payload"]))
           for row in answer["All"]],
          [(event["revision"], event["position"], event["type"], event["payload"])
           for event in events if event["stream"] == "project-P-017"], "events of one project")

    known = ledger.json("view", "targets", "--known", "2025-09-30")["known_size"]
    equal(int(answer["What"][0]["known_size"]), known, "K on the day")
    check(int(answer["What"][0]["learned_later"]) > 0, "some things were learned later")

    equal([(row["target"], row["period"], row["state"], row["final"]) for row in answer["Targets"]],
          [(row["target"], row["period"], row["state"], "t" if row["final"] else "f")
           for row in rows_of(ledger, "targets")], "targets")
    equal({row["rule"]: int(row["events"]) for row in answer["Flags"]},
          dict(Counter(flag["rule"] for event in events for flag in event["flags"])), "flags")
    check(len(answer["Flags"]) > 0, "there are flags")
    equal({int(row["position"]) for row in answer["How"]}, {len(events)}, "positions")


def questions_are_answered(binaries, cluster):
    with Shared(binaries, cluster, "reporting", "--sample") as ledger:
        ledger.start(*ledger.store, "--project-ms", "100")
        ledger.load_sample()
        ledger.wait_until_current()
        compare(ledger, questions())
        families = ledger.ask("SELECT table_name AS name FROM information_schema.views"
                              " WHERE table_schema = 'tally_views'")
        equal(sum(int(ledger.ask(f"SELECT count(*) AS n FROM tally_views.{family['name']}")[0]["n"])
                  for family in families), ledger.size(), "every event is in one family")
        ledger.stop()

        report = ledger.verify()
        check(report["ok"], f"verify: {report}")
        ledger.out(ledger.tally("project", "--check", offline=True))
        ledger.sql("UPDATE tally.readable SET payload = payload || '{\"amount\":1}' WHERE position = 400")
        report = ledger.verify(code=1)
        check("payload" in report["problems"][0] and "400" in report["problems"][0], f"found: {report}")
        ledger.sql("UPDATE tally_views.portfolio SET paid = paid + 1")
        found = ledger.tally("project", "--check", offline=True)
        equal(found.returncode, 1, "a changed column of a view's table is found")
        check("portfolio" in found.stdout, found.stdout)


def killed_projector(binaries, cluster):
    """Beside a server that does not project, a projector is killed wherever it happens to be."""
    with Shared(binaries, cluster, "killed", "--sample") as ledger:
        ledger.start(*ledger.store, "--project-ms", "0")
        loader = subprocess.Popen([str(ledger.bin / "tally-demo"), "--server", ledger.address],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        kills = 0
        while kills < 8 or loader.poll() is None:
            projector = subprocess.Popen([str(ledger.bin / "tally"), "project", "--follow", "--interval-ms", "0",
                                          *ledger.store], stderr=subprocess.DEVNULL)
            before = ledger.sql("SELECT coalesce(max(position), -1) FROM tally.projection")
            try:
                until(lambda: ledger.sql("SELECT coalesce(max(position), -1) FROM tally.projection")
                      != before, "the projector goes on", 2 if loader.poll() is None else 0.2)
            except Failed:
                pass  # It had nothing to do.
            time.sleep(0.01 * (kills % 7))
            projector.kill()
            projector.wait()
            kills += 1
            stands = ledger.sql("SELECT coalesce(max(p.position), 0) = (SELECT count(*) FROM tally.readable)"
                                " FROM tally.projection p WHERE view = 'events'")
            equal(stands, "t", f"rows and position after kill {kills}")
            equal(ledger.sql("SELECT count(DISTINCT position) <= 1 FROM tally.projection"
                             " WHERE view <> 'events'"), "t", f"one K after kill {kills}")
        equal(loader.wait(), 0, "the sample is loaded")
        ledger.out(ledger.tally("project", offline=True))
        ledger.wait_until_current()
        ledger.out(ledger.tally("project", "--check", offline=True))
        print(f"killed {kills} times")
        ledger.stop()
        check(ledger.verify()["ok"], "verify")


def notified(binaries, cluster):
    """The projector looks by itself once an hour; the events come all the same, by notification."""
    with Shared(binaries, cluster, "notified", "--sample") as ledger:
        ledger.start(*ledger.store, "--project-ms", "0")
        projector = subprocess.Popen([str(ledger.bin / "tally"), "project", "--follow", "--poll-ms", "3600000",
                                      "--interval-ms", "0", *ledger.store])
        try:
            ledger.wait_until_current()
            for number in range(3):
                ledger.append("project-a", "x.note", {"n": number})
                ledger.wait_until_current()
        finally:
            projector.send_signal(signal.SIGTERM)
            equal(projector.wait(timeout=30), 0, "exit code of the projector after SIGTERM")
        ledger.stop()


def main(binaries):
    with Cluster() as cluster:
        questions_are_answered(binaries, cluster)
        killed_projector(binaries, cluster)
        notified(binaries, cluster)


run(main)
