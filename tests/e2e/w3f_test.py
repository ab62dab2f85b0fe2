"""The Web3 Foundation milestones: what is in the ledger equals the published figures and a count
made here from the CSV, without the mapping."""

import csv
import json

from harness import ROOT, Ledger, check, equal, need_data, run

MAPPING = ROOT / "tools" / "import" / "mappings" / "w3f-milestones.toml"
PUBLISHED = {"project.registered": 519, "approval.phase_opened": 934, "approval.step_added": 925,
             "approval.step_accepted": 506, "approval.step_approved": 844,
             "approval.step_denied": 3, "approval.correction_requested": 5,
             "approval.step_withdrawn": 3, "approval.step_reopened": 17,
             "x.w3f.delivered": 1678, "x.w3f.deleted": 35}
DECISIONS = {"accepted": "approval.step_approved", "rejected": "approval.step_denied",
             "changes-requested": "approval.correction_requested",
             "terminated": "approval.step_withdrawn"}
UNATTRIBUTED = {"", "README", "milestone-deliverables-guidelines"}


def count(rows):
    """An independent reading of the rows."""
    counts = dict.fromkeys(PUBLISHED, 0)
    projects, phases, steps, begun, place = set(), set(), set(), set(), {}
    skipped, actors = 0, set()
    for row in rows:
        name = row["path"].split("/")[-1]
        if row["kind"] not in ("delivery", "evaluation") or "template" in name:
            skipped += 1
            continue
        actors.add(row["actor"])
        path = row["path"]
        if path not in place:
            project = row["application"]
            project = "unattributed" if project in UNATTRIBUTED else project
            place[path] = (project, row["milestone"] or "none")
        project, milestone = place[path]
        if project not in projects:
            projects.add(project)
            counts["project.registered"] += 1
        if (project, milestone) not in phases:
            phases.add((project, milestone))
            counts["approval.phase_opened"] += 1
        if row["kind"] == "evaluation":
            if path not in steps:
                steps.add(path)
                counts["approval.step_added"] += 1
            status = row["status"]
            if row["status_raw"] == "In Progress/Accepted/Rejected":
                status = ""
            if status in DECISIONS and status != row["previous_status"]:
                counts[DECISIONS[status]] += 1
                begun.add(path)
            elif status == "in-progress" and row["previous_status"] == "accepted":
                counts["approval.step_reopened"] += 1
                begun.add(path)
            elif status == "in-progress" and path not in begun:
                counts["approval.step_accepted"] += 1
                begun.add(path)
        if row["change"] == "D":
            counts["x.w3f.deleted"] += 1
        elif row["kind"] == "delivery":
            counts["x.w3f.delivered"] += 1
    return counts, skipped, len(actors)


def main(binaries):
    data = need_data("w3f-milestones/w3f_milestone_events.csv")
    with open(data, newline="", encoding="utf-8") as file:
        counted, skipped, actors = count(list(csv.DictReader(file)))
    equal(counted, PUBLISHED, "count from the CSV")
    with Ledger(binaries) as ledger:
        ledger.start()
        rejects = ledger.home / "rejects.jsonl"
        done = ledger.tally("import", "--mapping", MAPPING, "--rejects", rejects, data,
                            "--format", "json")
        if done.returncode != 0 and rejects.exists():
            print(rejects.read_text()[:2000])
        imported = json.loads(ledger.out(done))
        equal(imported["rejected"], 0, "rejects")
        equal(imported["skipped"], skipped, "skipped rows")
        equal(skipped, 116, "skipped rows as published")
        recorded, flagged = {}, 0
        for event in ledger.lines("read", "--category", "project", "--format", "jsonl"):
            recorded[event["type"]] = recorded.get(event["type"], 0) + 1
            flagged += bool(event["flags"])
        equal(recorded, PUBLISHED, "events by type")
        enrolled = ledger.lines("read", "--type", "actor.enrolled", "--format", "jsonl")
        equal(len(enrolled), actors + 1, "enrolled actors, the operator among them")
        equal(actors, 486, "actors as published")
        check(flagged > 0, "decided steps that were never accepted are flagged")

        view = ledger.json("view", "approvals")
        check(len(view["rows"]) >= 934, "the approvals view shows every phase")
        again = ledger.json("import", "--mapping", MAPPING, data)
        equal(again["recorded"], 0, "events recorded by the second run")
        ledger.stop()
        check(ledger.verify()["ok"], "verify offline")


run(main)
