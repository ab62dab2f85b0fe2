"""What an auditor asks of the sample portfolio: what changed and why, how a deadline came about,
what a project's life looked like, at which event a flag appeared, and districts rolled up."""

import json
import subprocess
import unicodedata

from harness import Ledger, check, equal, run

PUBLISHED = "2025-09-30"
COMMON = ["--list", "district_key", "--effective", "2025-09-30"]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def load(ledger, *options):
    done = subprocess.run([str(ledger.bin / "tally-demo"), *options], capture_output=True,
                          text=True, timeout=600)
    equal(done.returncode, 0, f"loading the sample: {done.stderr}")


def diffs(ledger):
    delta = ledger.json("diff", "pipeline", "--known", f"{PUBLISHED}..", *COMMON)
    figures = {(row["row"], figure["figure"]): figure for row in delta["changes"]
               for figure in row["figures"]}
    completed = figures[("kind=class,class=completed", "count")]
    equal((completed["before"], completed["after"]), (26, 25), "completed then and now")
    equal(len(completed["causes"]), 1, "one event did it")
    event = [event for event in delta["events"] if event["position"] == completed["causes"][0]][0]
    equal((event["type"], event["stream"]), ("event.voided", "project-P-016"), "the voided completion")
    check(event["reason"] and event["approver"] != event["actor"], f"why and who: {event}")
    # Each cause is where the change happens: K is the number of events, so position p is behind K = p.
    position = completed["causes"][0]
    for known, count in ((position, 26), (position + 1, 25)):
        rows = ledger.json("view", "pipeline", *COMMON, "--known", known)["rows"]
        equal([row["count"] for row in rows if row.get("class") == "completed"], [count],
              f"completed at K = {known}")
    same = ledger.json("diff", "pipeline", "--known", f"{position + 1}..{position + 1}", *COMMON)
    equal((same["changes"], same["events"]), ([], []), "nothing changes between equals")
    restated = ledger.json("view", "pipeline", *COMMON, "--as-published", PUBLISHED, "--restated")
    equal(restated, delta, "the restatement delta is the same question")
    text = ledger.out(ledger.tally("diff", "pipeline", "--known", f"{PUBLISHED}..", *COMMON,
                                   lang="zh"))
    check("竣工" in text and "原因" in text and "批准人" in text, text)

    for wrong, word in ((["--known", "5"], "K1..K2"), (["--known", "9..5"], "comes first"),
                        (["--known", "x..5"], "size")):
        done = ledger.tally("diff", "pipeline", *wrong)
        check(done.returncode != 0 and word in done.stderr, f"{wrong}: {done.stderr}")
    done = ledger.tally("view", "pipeline", "--restated")
    check("--as-published" in done.stderr, done.stderr)


def explanations(ledger):
    # The planted step of P-002: open, past its limit, paused once.
    told = ledger.json("explain", "deadline", "P-002/P2-9", "planning_permit", "--effective", PUBLISHED)
    rows = ledger.json("view", "approvals", "--project", "P-002", "--effective", PUBLISHED)["rows"]
    step = [step for row in rows for step in row["steps"] if row["phase_id"] == "P-002/P2-9" and
            step["step"] == "planning_permit"][0]
    for member in ("limit", "used", "due", "due_state"):
        equal(told[member], step[member], f"{member}, as the view has it")
    counted = [day for day in told["days"] if day["counts"]]
    equal(counted[-1]["number"], told["used"], "the days add up to what was used")
    check(any(day["reason"] == "paused" for day in told["days"]), "the pause shows")
    check(not any(day["counts"] for day in told["days"] if day["reason"] in
                  ("paused", "weekend", "holiday", "accepted")), "what does not count")
    text = ledger.out(ledger.tally("explain", "deadline", "P-002/P2-9", "planning_permit", "--effective",
                                   PUBLISHED, lang="zh"))
    for word in ("到期日", "周末", "停止计时", "超期", "日历：第"):
        check(word in text, f"{word} in: {text[:1500]}")
    for wrong, word in ((["NO-1", "x"], "there are:"), (["P-002/P2-9", "x"], "it has: "), (["P-002/P2-9"], "STEP")):
        done = ledger.tally("explain", "deadline", *wrong, "--effective", PUBLISHED)
        check(done.returncode == 1 and word in done.stderr, f"{wrong}: {done.stderr}")

    figure = ledger.json("explain", "pipeline", "class=completed.count", *COMMON, "--limit", 5)
    equal(figure["value"], 25, "the figure")
    equal(figure["definition_id"], "pipeline/2#count", "its definition")
    check("竣工" in figure["definition"]["zh"] and "ompleted" in figure["definition"]["en"],
          "in both languages")
    equal(len(figure["events"]), 5, "so many events")
    check(len(figure["positions"]) > 25 and figure["root"], "all positions, and the root")
    text = ledger.out(ledger.tally("explain", "pipeline", "class=completed.planned_total", *COMMON,
                                   "--unit", "yi", "--limit", 3))
    check("more (--limit 0 lists all)" in text, text)
    done = ledger.tally("explain", "pipeline", "completed", *COMMON)
    check(done.returncode == 1 and "class=completed" in done.stderr, done.stderr)


def timelines(ledger):
    for project in ("P-002", "P-016", "P-049"):
        for columns in (60, 80, 140):
            for options in ([], ["--ascii"]):
                text = ledger.out(ledger.tally("timeline", project, "--width", columns, "--unit",
                                               "wan", "--effective", PUBLISHED, *options, lang="zh"))
                head = text.split("\nE=")[0]
                wide = [line for line in head.splitlines() if width(line) > columns]
                equal(wide, [], f"{project} fits {columns} columns")
                if options:
                    check(not any(c in text for c in "█░━◆"), "ASCII draws in ASCII")
        check("\x1b[" not in text, "no colour where there is no terminal")
        check("\x1b[" in ledger.out(ledger.tally("timeline", project, "--color", "always")), "colour")
    drawn = ledger.json("timeline", "P-016")
    equal([mark["code"] for mark in drawn["milestones"] if not mark["planned"]].count(
        "completion_accepted"), 0, "the voided completion is gone")
    equal([event["type"] for event in drawn["corrections"]], ["event.voided"], "and named")
    then = ledger.json("timeline", "P-016", "--known", PUBLISHED)
    equal(then["corrections"], [], "as then known")
    done = ledger.tally("timeline", "P-999")
    check(done.returncode == 1 and "tally view portfolio" in done.stderr, done.stderr)


def replays(ledger):
    events = [json.loads(line) for line in ledger.out(ledger.tally(
        "replay", "--project", "P-016", "--format", "jsonl")).splitlines()]
    read = ledger.lines("read", "--project", "P-016", "--format", "jsonl")
    equal([event["position"] for event in events], [event["position"] for event in read],
          "every event of the project, in order")
    for event in events:
        for name, change in event["changed"].items():
            check(change["before"] != change["after"], f"a change changes: {name}")
            equal(event["figures"][name], change["after"], "the figure after the event")
    voided = [event for event in events if event["type"] == "event.voided"][0]
    equal((voided["changed"]["completed"]["before"], voided["changed"]["completed"]["after"]),
          (1, 0), "the void takes the completion back")

    flagged = [event for event in ledger.lines("read", "--project", "P-014", "--format", "jsonl")
               if any(flag["rule"] == "ST09" for flag in event["flags"])]
    text = ledger.out(ledger.tally("replay", "--project", "P-014", "--stop-at", "ST09"))
    check(f"stopped at #{flagged[0]['position']}" in text and "ST09" in text, text)
    equal(text.count("! ST09"), 1, "the first one stops it")
    never = ledger.tally("replay", "--project", "P-016", "--stop-at", "ST09", "--no-figures")
    check(never.returncode == 1 and "no event carries ST09" in never.stderr, never.stderr)
    done = ledger.tally("replay", "--stop-at", "R99")
    check(done.returncode == 1 and "R99" in done.stderr, done.stderr)
    quick = ledger.out(ledger.tally("replay", "--from", 100, "--to", 119, "--no-figures",
                                    "--format", "jsonl"))
    equal([json.loads(line)["position"] for line in quick.splitlines()], list(range(100, 120)),
          "a range")


def rollups(binaries, one):
    with Ledger(binaries, "--sample", origin="sample.example/other") as two, \
         Ledger(binaries, "--sample", "--currency", "USD", origin="sample.example/abroad") as three:
        load(two, "--data", str(two.dir))
        three.start()
        three.append("project-X-1", "project.registered",
                     {"project_id": "X-1", "name": "abroad",
                      "planned_total": {"amount": "5", "currency": "USD"}},
                     "--effective", "2025-01-02", "--recorded-at", "2025-01-02T09:00:00+08:00")
        options = ["rollup", one.address, two.dir, *COMMON, "--view", "pipeline"]
        city = one.json(*options, offline=None)
        rows = {row["class"]: row for row in city["rows"] if row.get("kind") == "class"}
        equal((rows["completed"]["count"], rows["total"]["count"]), (50, 416), "twice the sample")
        equal(rows["total"]["planned_total"]["minor"], str(2 * 670_836_000_000_00), "Σ 总投资")
        equal([ledger["origin"] for ledger in city["ledgers"]],
              ["sample.example/shili", "sample.example/other"], "origins")
        alone = two.json("view", "pipeline", *COMMON, offline=True)
        for member in ("root", "known_size", "state_hash"):
            equal(city["ledgers"][1][member], alone[member], f"{member} of a district")
        both = one.json("rollup", one.address, two.dir, three.address, "--view", "portfolio",
                        "--effective", PUBLISHED, offline=None)
        held = {item["row"]: item["ledgers"] for item in both["held_twice"]}
        equal(len(held), 208, "each project id is in two ledgers")
        check("project=X-1" not in held, "but not this one")
        money = one.json("rollup", one.address, three.address, "--view", "investment",
                         "--effective", PUBLISHED, offline=None)["rows"][0]
        check(money["kind"] == "total", "the total comes first")
        currencies = [item["currency"] for item in money["planned_total"]]
        equal(currencies, ["CNY", "USD"], "several currencies are never added")
        text = one.out(one.tally(*options, offline=None, lang="zh"))
        check("合计" in text and "sample.example/other" in text, text)
        done = one.tally("rollup", one.address, one.address, offline=None)
        check(done.returncode == 1 and "twice" in done.stderr, done.stderr)


def main(binaries):
    with Ledger(binaries, "--sample", origin="sample.example/shili") as ledger:
        ledger.start()
        load(ledger, "--server", ledger.address)
        diffs(ledger)
        explanations(ledger)
        timelines(ledger)
        replays(ledger)
        rollups(binaries, ledger)
        ledger.stop()
        for arguments in (["timeline", "P-002"], ["explain", "pipeline", "class=completed.count",
                                                  *COMMON], ["diff", "pipeline", "--known",
                                                             f"{PUBLISHED}..", *COMMON],
                          ["replay", "--project", "P-014", "--stop-at", "ST09"]):
            ledger.out(ledger.tally(*arguments, offline=True))


run(main)
