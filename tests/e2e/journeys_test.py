"""The three journeys of the people the ledger is for, sentence by sentence, with real commands.

Completing a project's short name to its code while typing is a matter of forms, not of the command
line: here the clerk looks the open phase up. Everything else is done as told."""

import json
import shutil

from harness import Ledger, check, equal, run

SPRING_2025 = [("2025-01-01", True, "元旦"), ("2025-01-26", False, "春节")] + \
    [(f"2025-01-{day}", True, "春节") for day in (28, 29, 30, 31)] + \
    [(f"2025-02-0{day}", True, "春节") for day in (1, 2, 3, 4)] + [("2025-02-08", False, "春节")]


def yuan(amount):
    return {"amount": amount, "unit": "元"}


def record(ledger, stream, kind, payload, on, *options):
    return ledger.append(stream, kind, payload, "--effective", on, *options)


def enrol(ledger, *actors):
    for actor in actors:
        record(ledger, f"actor-{actor}", "actor.enrolled", {"actor_id": actor}, "2025-01-01")


def calendar(ledger):
    return record(ledger, "calendar-CN", "calendar.published",
                  {"jurisdiction": "CN", "year": 2025, "version": 1,
                   "days": [{"date": day, "off": off, "name": name}
                            for day, off, name in SPRING_2025]}, "2024-11-12")


# -- J1: a clerk appends a step

def clerk(binaries):
    with Ledger(binaries) as ledger:
        ledger.start()
        enrol(ledger, "chen", "li", "section_head")
        calendar_at = calendar(ledger)["position"]
        stream = "project-P-0001"
        record(ledger, stream, "project.registered",
               {"project_id": "P-0001", "name": "示例科技园"}, "2025-01-06")
        record(ledger, stream, "project.code_assigned",
               {"project": "P-0001", "project_code": "2501-990101-04-01-123456"}, "2025-01-07")
        phase = {"project": "P-0001", "phase_id": "P-0001/P2/1", "phase": "P2",
                 "steps": [{"step": "design_review", "org": "规自分局", "statutory_days": 20,
                            "pledged_days": 10}]}
        record(ledger, stream, "approval.phase_opened", phase, "2025-02-05")
        step = {"phase_id": "P-0001/P2/1", "step": "design_review"}
        submitted = record(ledger, stream, "approval.step_submitted", step, "2025-02-06")

        # The open phase of the project, and the step that waits.
        open_phase = ledger.json("view", "approvals", "--project", "P-0001", "--effective",
                                 "2025-02-07")["rows"][0]
        equal(open_phase["phase_id"], "P-0001/P2/1", "the open phase")
        equal(open_phase["steps"][0]["state"], "submitted", "the step that waits for her")

        # She accepts it with papers missing; what it means is shown before it is sent.
        acceptance = {**step, "mode": "tolerant",
                      "missing": [{"paper": "交通影响评价意见", "due": "2025-02-14"},
                                  {"paper": "地形图", "due": "2025-02-14"}]}
        options = ["--type", "approval.step_accepted", "--stream", stream, "--effective",
                   "2025-02-07", "--actor", "chen", "--org", "规自分局"]
        before = ledger.json("verify")["size"]
        shown = ledger.out(ledger.tally("append", "--preview", *options,
                                        stdin=json.dumps(acceptance), lang="zh"))
        check("到期日 2025-02-20" in shown, f"the due date: {shown}")
        check("2025-02-08（周六）调休上班，计入" in shown, f"Saturday 8 February counts: {shown}")
        check("缺件 2 份" in shown and "交通影响评价意见，2025-02-14 前补齐" in shown,
              f"the missing papers: {shown}")
        english = ledger.out(ledger.tally("append", "--preview", *options,
                                          stdin=json.dumps(acceptance)))
        check("due 2025-02-20 (Thu)" in english and "2 papers missing" in english, english)
        equal(ledger.json("verify")["size"], before, "a preview records nothing")

        # The network drops after sending: the same event id again, the same receipt.
        event_id = "0b9f4d6e-6a53-4a39-9d0e-6f7a2f4d1c11"
        first = ledger.append(stream, "approval.step_accepted", acceptance, *options[4:], "--id",
                              event_id, "--expect", submitted["revision"])
        again = ledger.append(stream, "approval.step_accepted", acceptance, *options[4:], "--id",
                              event_id, "--expect", submitted["revision"])
        for member in ("position", "recorded_at", "leaf_hash"):
            equal(again[member], first[member], f"{member} of the receipt")
        check(again["duplicate"], "the second one is known to be the first")

        # A colleague acted meanwhile: the conflict says who and what, and the fix.
        record(ledger, stream, "approval.clock_paused", {**step, "reason": "expert_review"},
               "2025-02-07T16:48:00+08:00", "--actor", "li")
        late = ledger.tally("append", "--type", "approval.step_approved", "--stream", stream,
                            "--effective", "2025-02-07", "--actor", "chen", "--expect",
                            first["revision"], stdin=json.dumps(step), lang="zh")
        equal(late.returncode, 1, "a conflict")
        for word in ("conflict", "expect", "现为第 5 版", "停止计时", "li", "核对后"):
            check(word in late.stderr, f"{word} in: {late.stderr}")

        # Messages are Chinese, name the field and the rule, and propose the fix.
        wrong = ledger.tally("append", "--type", "event.voided", "--actor", "chen", lang="zh",
                             stdin=json.dumps({"target": first["id"], "reason": "误", "approver":
                                               "chen"}))
        equal(wrong.returncode, 1, "she cannot approve her own void")
        check("ST17" in wrong.stderr and "approver" in wrong.stderr and
              any("\u4e00" <= c <= "\u9fff" for c in wrong.stderr), wrong.stderr)

        # Next day: a paper's name was wrong. The section head approves; both versions stay.
        right = {**acceptance, "missing": [{"paper": "交通影响评价审查意见", "due": "2025-02-14"},
                                           acceptance["missing"][1]]}
        done = ledger.tally("append", "--type", "event.corrected", "--actor", "chen", "--format",
                            "json", stdin=json.dumps(
                                {"target": first["id"], "changed": ["missing"], "reason":
                                 "材料名称有误", "approver": "section_head", "replacement": right}))
        ledger.out(done)
        both = ledger.out(ledger.tally("read", "--project", "P-0001", "--format", "jsonl"))
        check("交通影响评价意见" in both and "交通影响评价审查意见" in both, "both versions are there")

        # The deadline, day by day; the pause took no days from it.
        told = ledger.json("explain", "deadline", "P-0001/P2/1", "design_review", "--effective",
                           "2025-02-10")
        equal(told["due_state"], "suspended", "a paused step is due on no day")
        record(ledger, stream, "approval.clock_resumed", step, "2025-02-10", "--actor", "li")
        told = ledger.json("explain", "deadline", "P-0001/P2/1", "design_review", "--effective",
                           "2025-02-10")
        equal(told["due"], "2025-02-21", "8 February did not count: the clock stood")
        days = {day["day"]: day for day in told["days"]}
        equal((days["2025-02-08"]["reason"], days["2025-02-09"]["reason"]), ("paused", "paused"),
              "the days of the pause")
        equal(told["calendars"], [{"year": 2025, "version": 1, "position": calendar_at}],
              "which calendar decided")


# -- J2: a finance officer disburses with double approval

def finance(binaries):
    with Ledger(binaries) as ledger:
        ledger.start()
        enrol(ledger, "owner", "a", "b", "head")
        stream = "project-P-0002"
        firm = {"scheme": "CN-USCI", "id": "91440106MA00000A94"}
        record(ledger, stream, "project.registered", {"project_id": "P-0002", "name": "示例大道"},
               "2025-01-06")
        record(ledger, "org-zhonglu", "org.registered",
               {"org_id": "zhonglu", "name": "示例路桥", "identifier": firm}, "2025-01-06")
        record(ledger, stream, "budget.allocated",
               {"project": "P-0002", "quota_id": "Q-2025-17", "year": 2025,
                "amount": yuan("20000000")}, "2025-01-10")
        record(ledger, stream, "contract.signed",
               {"project": "P-0002", "contract_id": "C-7", "contractor": firm,
                "price": yuan("30000000"), "retention_bp": 300}, "2025-01-15")
        record(ledger, stream, "funding.disbursed",
               {"project": "P-0002", "amount": yuan("3900000"), "payee": firm, "contract_id": "C-7",
                "quota_id": "Q-2025-17"}, "2025-01-20")
        record(ledger, stream, "contract.progress_certified",
               {"project": "P-0002", "contract_id": "C-7", "period": "2025-02",
                "cumulative": yuan("12500000")}, "2025-02-28")

        # What is payable stands on one page before the request goes out.
        request = {"project": "P-0002", "request_id": "FR-88", "amount": yuan("8000000"),
                   "payee": firm, "quota_id": "Q-2025-17", "contract_id": "C-7",
                   "purpose": "progress", "invoice_nos": ["25990414000000088"]}
        asking = ["append", "--preview", "--type", "funding.requested", "--effective", "2025-03-03",
                  "--actor", "owner"]
        shown = ledger.out(ledger.tally(*asking, stdin=json.dumps(request)))
        check("certified 12,500,000.00 × 97.00% − paid 3,900,000.00 = payable 8,225,000.00" in
              shown, shown)
        check("left 16,100,000.00" in shown, f"the quota: {shown}")
        check("look-alikes: none" in shown, shown)
        record(ledger, stream, "funding.requested", request, "2025-03-03", "--actor", "owner")

        # Officer A approves level 1, and is refused at level 2; B approves it.
        def approve(level, actor, code=0):
            done = ledger.tally("append", "--type", "funding.approved", "--stream", stream,
                                "--effective", "2025-03-05", "--actor", actor, "--format", "json",
                                stdin=json.dumps({"request_id": "FR-88", "level": level,
                                                  "amount": yuan("8000000")}), lang="zh")
            return json.loads(ledger.out(done, code))

        approve(1, "a")
        refused = approve(2, "a", code=1)
        equal((refused["error"], refused["rule"]), ("refused", "ST14"), "one person signs twice")
        check(any("\u4e00" <= c <= "\u9fff" for c in refused["message"]), "told in Chinese")
        approve(2, "b")

        # The bank paid 800.00 less: the fact is recorded as it was, and the gap shows.
        paid = record(ledger, stream, "funding.disbursed",
                      {"project": "P-0002", "amount": yuan("7999200"), "payee": firm,
                       "request_id": "FR-88", "quota_id": "Q-2025-17", "contract_id": "C-7",
                       "bank_ref": "B-20250306-1", "invoice_nos": ["25990414000000088"]},
                      "2025-03-06")
        money = ledger.json("view", "disbursement", "--project", "P-0002")["rows"]
        row = [row for row in money if row.get("project") == "P-0002"][0]
        equal(row["pending"], {"minor": "80000", "currency": "CNY"}, "800.00 are still owed")

        # A wrong amount on a voucher is never edited: void and issue again.
        wrong = ledger.tally("append", "--type", "event.corrected", "--format", "json", stdin=json.dumps(
            {"target": paid["id"], "changed": ["amount"], "reason": "x", "approver": "head",
             "replacement": {"project": "P-0002", "amount": yuan("8000000"), "payee": firm,
                             "request_id": "FR-88", "quota_id": "Q-2025-17", "contract_id": "C-7",
                             "bank_ref": "B-20250306-1",
                             "invoice_nos": ["25990414000000088"]}}))
        equal(json.loads(ledger.out(wrong, 1))["rule"], "ST17", "an amount is not correctable")
        ledger.out(ledger.tally("append", "--type", "event.voided", stdin=json.dumps(
            {"target": paid["id"], "reason": "银行重新支付", "approver": "head"})))
        record(ledger, stream, "funding.disbursed",
               {"project": "P-0002", "amount": yuan("8000000"), "payee": firm,
                "request_id": "FR-88", "quota_id": "Q-2025-17", "contract_id": "C-7",
                "bank_ref": "B-20250307-1", "invoice_nos": ["25990414000000088"]}, "2025-03-07")
        row = [row for row in ledger.json("view", "disbursement", "--project", "P-0002")["rows"]
               if row.get("project") == "P-0002"][0]
        equal(row["pending"], {"minor": "0", "currency": "CNY"}, "nothing is owed")

        # The same invoice once more would be seen before it is sent.
        again = [("2025-03-10" if word == "2025-03-03" else word) for word in asking]
        shown = ledger.out(ledger.tally(*again, stdin=json.dumps({**request,
                                                                  "request_id": "FR-99"})))
        check("has invoice 25990414000000088 too" in shown, shown)
        check("beyond what is payable" in shown, shown)


# -- J3: an auditor replays and proves a figure

def yi(amount):
    return {"amount": amount, "unit": "亿元"}


class Clock:
    """Times of recording in a sample ledger."""

    def __init__(self):
        self.minute = 0

    def on(self, day):
        self.minute += 1
        return f"{day}T{9 + self.minute // 60:02}:{self.minute % 60:02}:00+08:00"


def auditor(binaries):
    with Ledger(binaries, "--sample") as ledger:
        ledger.start()

        def put(stream, kind, payload, on, recorded, *options):
            return record(ledger, stream, kind, payload, on, "--recorded-at", recorded, *options)

        clock = Clock()
        for actor in ("statistician", "wang", "zhao"):
            put(f"actor-{actor}", "actor.enrolled", {"actor_id": actor}, "2025-01-02",
                clock.on("2025-01-02"))
        done = []
        for i in range(12):
            total = yi("7.3") if i == 10 else yi("6")
            put(f"project-P-{i:02}", "project.registered",
                {"project_id": f"P-{i:02}", "name": f"示例项目{i}", "planned_total": total},
                "2025-01-02", clock.on("2025-01-03"))
        for i in range(12):
            put(f"project-P-{i:02}", "milestone.reached",
                {"project": f"P-{i:02}", "code": "start"}, "2025-01-10", clock.on("2025-01-12"))
        for i in range(11):
            done.append(put(f"project-P-{i:02}", "milestone.reached",
                            {"project": f"P-{i:02}", "code": "completion_accepted"}, "2025-06-20",
                            clock.on("2025-06-25"), "--actor", "statistician"))
        published = ledger.home / "2025-06-30.checkpoint"
        published.write_text(ledger.out(ledger.tally("checkpoint")))
        known = int(published.read_text().splitlines()[1])

        voided = json.loads(ledger.out(ledger.tally(
            "append", "--type", "event.voided", "--effective", "2025-07-18", "--recorded-at",
            "2025-07-18T10:00:00+08:00", "--actor", "wang", "--org", "住建局", "--format", "json",
            stdin=json.dumps({"target": done[4]["id"], "reason": "竣工验收备案被撤回",
                              "approver": "zhao"}))))
        put("x-later", "x.note", {"n": 1}, "2025-07-20", "2025-07-20T10:00:00+08:00")

        # Was it what the ledger said? Figures at two K.
        def completed(*options):
            rows = ledger.json("view", "pipeline", "--effective", "2025-06-30", *options)["rows"]
            row = [row for row in rows if row.get("class") == "completed"][0]
            return row["count"], row["planned_total"]["minor"]

        equal(completed("--as-published", published), (11, "673000000000"), "11, Σ 67.3亿")
        equal(completed(), (10, "613000000000"), "as the ledger knows it today")

        # The delta, with the voided completion, the reason and the persons.
        delta = ledger.json("view", "pipeline", "--effective", "2025-06-30", "--as-published",
                            published, "--restated")
        changes = {(row["row"], figure["figure"]): figure for row in delta["changes"]
                   for figure in row["figures"]}
        figure = changes[("kind=class,class=completed", "count")]
        equal((figure["before"], figure["after"], figure["causes"]),
              (11, 10, [voided["position"]]), "the delta")
        equal(len(delta["events"]), 1, "one event made it")
        event = delta["events"][0]
        equal((event["type"], event["reason"], event["actor"], event["organisation"],
               event["approver"], event["target"], event["target_actor"]),
              ("event.voided", "竣工验收备案被撤回", "wang", "住建局", "zhao", done[4]["position"],
               "statistician"), "reason and persons")
        equal((delta["older"]["known_size"], delta["newer"]["known_size"] > known), (known, True),
              "both states of knowledge")
        text = ledger.out(ledger.tally("diff", "pipeline", "--known", f"{published}..",
                                       "--effective", "2025-06-30", "--unit", "yi", lang="zh"))
        for word in ("竣工", "11", "10", "67.3", "61.3", "竣工验收备案被撤回", "zhao"):
            check(word in text, f"{word} in: {text}")

        # The proof bundle: it is checked offline, by somebody who has the file and a key.
        bundle, key = ledger.home / "completed.proof.json", ledger.home / "kept.pub"
        bundle.write_text(ledger.out(ledger.tally(
            "prove", "figure", "pipeline", "class=completed.count", "--effective", "2025-06-30",
            "--known", published)))
        complete = ledger.home / "complete.proof.json"
        complete.write_text(ledger.out(ledger.tally(
            "prove", "figure", "pipeline", "class=completed.planned_total", "--effective",
            "2025-06-30", "--known", published, "--complete")))
        shutil.copy(ledger.dir / "key.pub", key)
        ledger.stop()
        shutil.move(ledger.dir, ledger.home / "gone")
        shown = ledger.out(ledger.tally("check", bundle, "--key", key, offline=None))
        check("completed count = 11" in shown and f"knowing {known} events" in shown, shown)
        check("completeness" in shown, "it says what it does not show")
        whole = ledger.out(ledger.tally("check", complete, "--key", key, offline=None))
        check("6730000000.00 CNY" in whole and "complete" in whole, whole)
        check("completeness" not in whole, whole)
        tampered(ledger, json.loads(bundle.read_text()), key)
        missing_one(ledger, json.loads(complete.read_text()), key)


def tampered(ledger, bundle, key):
    """Every part of the bundle is held against another."""
    equal([name for name in ("definition", "definition_id", "events", "checkpoint", "consistency",
                             "published_checkpoint") if not bundle[name]], [], "what a bundle holds")

    def refused(change, what):
        forged = json.loads(json.dumps(bundle))
        change(forged)
        path = ledger.home / "forged.json"
        path.write_text(json.dumps(forged))
        equal(ledger.tally("check", path, "--key", key, offline=None).returncode, 1, what)

    def flip(text):
        return text[:-1] + ("0" if text[-1] != "0" else "1")

    last = len(bundle["events"]) - 1
    refused(lambda b: b.update(value=12), "another figure")
    refused(lambda b: b["events"].pop(last), "an event less")
    refused(lambda b: b["events"].append(b["events"][last]), "an event twice")
    refused(lambda b: b.update(definition_id="pipeline/2#starts"), "another definition")
    refused(lambda b: b["filters"].update(project="P-01"), "another part of the ledger")
    refused(lambda b: b["events"][last].update(body=flip(b["events"][last]["body"])), "a payload")
    refused(lambda b: b["events"][last].update(header=flip(b["events"][last]["header"])), "a header")
    refused(lambda b: b["events"][last].update(path=b["events"][last]["path"][1:]), "a path")
    refused(lambda b: b.update(root=flip(b["root"])), "the root at K")
    refused(lambda b: b["consistency"].__setitem__(0, flip(b["consistency"][0])), "consistency")
    refused(lambda b: b.update(checkpoint=b["checkpoint"].replace("\n\n", "\nx\n\n", 1)),
            "the signed text")
    refused(lambda b: b.update(known_size=b["known_size"] - 1), "another K")
    refused(lambda b: b.update(effective="2025-06-01"), "another E")
    newer = json.loads(json.dumps(bundle))
    newer["version"] += 1
    newer["definition_id"] = f"pipeline/{newer['version']}#count"
    path = ledger.home / "newer.json"
    path.write_text(json.dumps(newer))
    equal(ledger.tally("check", path, "--key", key, offline=None).returncode, 3,
          "a definition that this software does not know cannot be checked")


def missing_one(ledger, bundle, key):
    bundle["events"].pop(len(bundle["events"]) // 2)
    path = ledger.home / "short.json"
    path.write_text(json.dumps(bundle))
    equal(ledger.tally("check", path, "--key", key, offline=None).returncode, 1,
          "nothing can be left out of a complete proof")


def main(binaries):
    clerk(binaries)
    finance(binaries)
    auditor(binaries)


run(main)
