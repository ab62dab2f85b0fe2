"""The forms that scripts rely on, from init to the proof in a file."""

import json
import uuid

from harness import Ledger, check, equal, run

RECEIPT = ["position", "revision", "id", "recorded_at", "leaf_hash", "size", "root", "duplicate",
           "flags"]
EVENT = ["position", "stream", "revision", "id", "type", "recorded_at", "effective", "actor",
         "payload", "leaf_hash", "flags"]
VIEW = ["view", "version", "effective", "known_size", "root", "state_hash", "rows"]


def appending(ledger):
    project = {"project_id": "P-1", "name": "示例一"}
    first = ledger.append("project-P-1", "project.registered", project, "--effective", "2025-03-01")
    equal(list(first), RECEIPT, "members of a receipt")
    equal(first["revision"], 0, "revision of the first event")
    equal(first["duplicate"], False, "duplicate mark")

    # The same id and content again: the original receipt. Other content: id_reused.
    again = ledger.append("project-P-1", "project.registered", project, "--effective", "2025-03-01",
                          "--id", first["id"])
    for member in ("position", "revision", "id", "recorded_at", "leaf_hash"):
        equal(again[member], first[member], f"{member} of the duplicate")
    equal(again["duplicate"], True, "duplicate mark of the retry")
    reused = ledger.append("project-P-1", "project.registered", {**project, "name": "另一个"},
                           "--effective", "2025-03-01", "--id", first["id"], code=1)
    equal((reused["error"], reused["number"], reused["field"]), ("id_reused", 3, "payload"),
          "same id, other payload")
    # An effective date stated is other content than none stated.
    unstated = ledger.append("project-P-1", "project.registered", project, "--id", first["id"],
                             code=1)
    equal(unstated["field"], "effective", "same id, no effective date")

    stage = {"project": "P-1", "from": "reserve", "to": "initiation"}
    conflict = ledger.append("project-P-1", "stage.changed", stage, "--expect", "7", code=1)
    equal((conflict["error"], conflict["revision"]), ("conflict", 0), "conflict carries the revision")
    moved = ledger.append("project-P-1", "stage.changed", stage, "--expect", "0", "--effective",
                          "2025-03-02T09:30:00+08:00", "--actor", "operator", "--org", "drc",
                          "--role", "clerk", "--basis", "发改〔2025〕1号", "--visibility", "public")
    equal(moved["revision"], 1, "revision")
    wrong = ledger.append("project-P-1", "stage.changed", {**stage, "form": "x"}, code=1)
    equal((wrong["error"], wrong["field"]), ("invalid", "payload.form"), "unknown field")
    unknown = ledger.append("project-P-1", "project.vanished", {}, code=1)
    equal((unknown["error"], unknown["field"]), ("invalid", "type"), "unknown type")

    total = {"project": "P-1", "kind": "design",
             "total": {"amount": "12.5", "unit": "亿元"}}
    ledger.append("project-P-1", "estimate.approved", total, "--effective", "2025-03-05")
    return first


def batches(ledger):
    def line(n, **more):
        return json.dumps({"stream": "x-batch", "type": "x.note", "payload": {"n": n}, **more})

    feed = ledger.home / "feed.jsonl"
    feed.write_text("\n".join(line(n) for n in range(5)) + "\n")
    receipts = ledger.lines("append", "--jsonl", feed)
    equal([r["revision"] for r in receipts], [0, 1, 2, 3, 4], "revisions in the order of the lines")
    again = ledger.lines("append", "--jsonl", feed)
    equal([r["id"] for r in again], [r["id"] for r in receipts], "a file's ids follow from the file")
    check(all(r["duplicate"] for r in again), "the second run records nothing")

    bad = [line(10), '{"stream":"x-batch","type":"x.note","payload":{"n":1.5}}', line(12)]
    done = ledger.tally("append", "--jsonl", "-", stdin="\n".join(bad))
    answers = [json.loads(text) for text in ledger.out(done, 1).splitlines()]
    equal(len(answers), 2, "nothing is sent behind the failing line")
    check("position" in answers[0], "the line before it has its receipt")
    equal(list(answers[1])[:6], ["line", "error", "number", "field", "rule", "message"],
          "members of an error")
    equal(answers[1]["line"], 2, "line of the error")

    # Equal ids, another grouping, some recorded and some new.
    ids = [str(uuid.uuid4()) for _ in range(3)]
    atomic = ledger.home / "atomic.jsonl"
    atomic.write_text("\n".join(line(n, id=ids[n]) for n in range(2)))
    equal(len(ledger.lines("append", "--jsonl", atomic, "--atomic")), 2, "one batch")
    atomic.write_text("\n".join(line(n, id=ids[n]) for n in (2, 0, 1)))
    mixed = ledger.lines("append", "--jsonl", atomic, "--atomic")
    equal([r["duplicate"] for r in mixed], [False, True, True], "what is recorded is dropped")
    atomic.write_text("\n".join([line(8, id=ids[0] + ""), line(9, id=ids[0])]))
    twice = ledger.lines("append", "--jsonl", atomic, "--atomic", code=1)
    equal((twice[0]["error"], twice[0]["field"]), ("invalid", "id"), "equal ids in one batch")


def reading(ledger, first):
    events = ledger.lines("read", "--format", "jsonl")
    equal([e["position"] for e in events], list(range(len(events))), "positions without a gap")
    equal(list(events[0]), EVENT, "members of an event")
    equal(events[0]["type"], "ledger.opened", "event 0")
    equal(events[first["position"]]["leaf_hash"], first["leaf_hash"], "leaf hash of a receipt")
    project = ledger.lines("read", "--project", "P-1", "--format", "jsonl")
    equal([e["revision"] for e in project], [0, 1, 2], "revisions of one stream")
    equal(project[1]["effective"], "2025-03-02T09:30:00+08:00", "effective as recorded")
    total = project[2]["payload"]["total"]
    equal(total, {"minor": "125000000000", "currency": "CNY"}, "12.5亿 in minor units")

    low, high = project[1]["position"], project[2]["position"]
    for options in (["--project", "P-1"], ["--category", "project"], []):
        part = ledger.lines("read", *options, "--from", low, "--to", high, "--format", "jsonl")
        equal([e["position"] for e in part], list(range(low, high + 1)), f"from/to {options}")
        back = ledger.lines("read", *options, "--from", low, "--to", high, "--backwards",
                            "--format", "jsonl")
        equal(back, part[::-1], f"backwards {options}")
    newest = ledger.lines("read", "--backwards", "--limit", 3, "--format", "jsonl")
    equal(newest, events[::-1][:3], "newest first")
    typed = ledger.lines("read", "--type", "stage.changed", "--format", "jsonl")
    equal([e["type"] for e in typed], ["stage.changed"], "type filter")
    missing = ledger.tally("read", "--stream", "project-nobody")
    ledger.out(missing, 1)
    check("not_found" in missing.stderr, "a stream without events is not found")
    ledger.lines("read", "--format", "jsonl", "--from", 10**9)

    followed = ledger.lines("subscribe", "--from", low, "--count", 2, "--format", "jsonl")
    equal([e["position"] for e in followed], [low, low + 1], "subscription from a position")
    return events


def corrections(ledger):
    stage = ledger.lines("read", "--type", "stage.changed", "--format", "jsonl")[0]
    ledger.append("actor-head", "actor.enrolled", {"actor_id": "head"})
    correction = {"target": stage["id"], "changed": ["effective"], "effective": "2025-03-03",
                  "replacement": stage["payload"], "reason": "日期有误", "approver": "head"}
    done = ledger.tally("append", "--type", "event.corrected", "--format", "json",
                        stdin=json.dumps(correction))
    corrected = json.loads(ledger.out(done))
    before = ledger.json("view", "portfolio", "--effective", "2025-03-02", "--known",
                         corrected["position"])
    after = ledger.json("view", "portfolio", "--effective", "2025-03-02")
    equal(before["rows"][0]["stage"], "initiation", "as known before the correction")
    equal(after["rows"][0]["stage"], "reserve", "as known after it")
    void = {"target": corrected["id"], "reason": "原日期无误", "approver": "head"}
    done = ledger.tally("append", "--type", "event.voided", "--format", "json",
                        stdin=json.dumps(void))
    ledger.out(done)
    back = ledger.json("view", "portfolio", "--effective", "2025-03-02")
    equal(back["rows"], before["rows"], "a voided correction brings the earlier value back")
    own = {"target": stage["id"], "reason": "x", "approver": "operator"}
    done = ledger.tally("append", "--type", "event.voided", "--format", "json", stdin=json.dumps(own))
    refused = json.loads(ledger.out(done, 1))
    equal(refused["rule"], "ST17", "nobody approves his own void")


def views(ledger):
    view = ledger.json("view", "portfolio", "--effective", "2025-12-31")
    equal(list(view), VIEW, "members of a view")
    row = view["rows"][0]
    equal(row["planned_total"], {"minor": "125000000000", "currency": "CNY"}, "planned total")
    equal(row["planned_total_basis"], "design", "basis of the total")
    positions = ledger.json("view", "portfolio", "--effective", "2025-12-31", "--with-positions")
    equal(positions["state_hash"], view["state_hash"], "positions do not change the state hash")
    check(positions["rows"][0]["positions"], "the events behind the row")
    english = ledger.tally("view", "portfolio", "--effective", "2025-12-31", "--unit", "yi")
    chinese = ledger.tally("view", "portfolio", "--effective", "2025-12-31", "--unit", "wan",
                           lang="zh")
    check("12.5" in ledger.out(english), "亿元 in the table")
    check("125,000" in ledger.out(chinese), "万元 in the table")
    check(view["state_hash"] in chinese.stdout, "the state hash does not depend on unit or language")
    for name in ("pipeline", "investment", "approvals", "disbursement", "targets"):
        ledger.json("view", name)
        ledger.out(ledger.tally("view", name))
        ledger.out(ledger.tally("view", name, "--format", "csv"))
    equal(ledger.tally("view", "nothing").returncode, 1, "unknown view")


def proofs(ledger, first):
    checkpoint = ledger.home / "then.checkpoint"
    checkpoint.write_text(ledger.out(ledger.tally("checkpoint")))
    proof = ledger.home / "proof.json"
    proof.write_text(ledger.out(ledger.tally("prove", first["position"])))
    key = ledger.dir / "key.pub"
    ledger.out(ledger.tally("check", proof, "--key", key, offline=None))
    ledger.out(ledger.tally("check", checkpoint, "--key", key, offline=None))
    forged = json.loads(proof.read_text())
    forged["path"][0] = "0" * 64
    (ledger.home / "forged.json").write_text(json.dumps(forged))
    equal(ledger.tally("check", ledger.home / "forged.json", offline=None).returncode, 1, "forged path")
    size = int(checkpoint.read_text().splitlines()[1])
    then = ledger.json("view", "portfolio", "--effective", "2025-12-31", "--known",
                       f"checkpoint:{checkpoint}")
    equal(then["known_size"], size, "K of a checkpoint file")
    ledger.append("x-later", "x.note", {"n": 1})
    consistency = ledger.home / "consistency.json"
    consistency.write_text(ledger.out(ledger.tally("prove", "--consistency", size)))
    ledger.out(ledger.tally("check", consistency, offline=None))
    kept = ledger.json("verify", "--key", key, "--checkpoint", checkpoint)
    check(kept["ok"], "verify with a kept key and checkpoint")
    check(any("marks and index" in what for what in kept["not_checked"]),
          "verify over the network says what it cannot see")


def answers(ledger, first):
    found = ledger.json("lookup", first["id"])
    equal(found["state"], "recorded", "lookup")
    equal(found["receipt"]["leaf_hash"], first["leaf_hash"], "receipt of the lookup")
    equal(ledger.json("lookup", str(uuid.uuid4()))["state"], "not_recorded", "lookup of a stranger")
    check(ledger.json("limits")["batch_events_max"] > 0, "limits")
    for arguments in (["doctor"], ["projections", "list"], ["projections", "status"], ["version"],
                      ["schema"], ["schema", "funding.disbursed"]):
        ledger.out(ledger.tally(*arguments))
        ledger.out(ledger.tally(*arguments, lang="zh"))
    for kind in ledger.json("schema", offline=None):
        example = ledger.out(ledger.tally("schema", kind["type"], "--example", offline=None))
        json.loads(example)
    # Options stand before or after the verb.
    before = ledger.tally("--format", "json", "limits")
    equal(json.loads(ledger.out(before)), ledger.json("limits"), "options before the verb")


def offline(ledger):
    online = ledger.json("view", "portfolio", "--effective", "2025-12-31")
    ledger.stop()
    equal(ledger.json("view", "portfolio", "--effective", "2025-12-31", offline=True), online,
          "the same view from the directory")
    report = ledger.verify()
    check(report["ok"] and report["checkpoint_size"] == report["size"],
          "verify offline; a clean shutdown signs the head")
    rebuilt = ledger.json("projections", "rebuild", "--threads", 2, offline=True)
    check(rebuilt["equal_to_live"], "a parallel rebuild gives the same state hashes")
    ledger.out(ledger.tally("append", "--type", "x.y", offline=True, stdin="{}"), 2)


def sample_again(binaries):
    """An exported sample ledger, appended to a new one, has the same root."""
    with Ledger(binaries, "--sample") as one, Ledger(binaries, "--sample") as two:
        one.start()
        two.start()
        size = one.json("limits") and one.verify(offline=False)["size"]
        one.append("project-S", "project.registered", {"project_id": "S", "name": "样"},
                   "--recorded-at", "2024-11-05T09:00:00+08:00", "--salt", "11" * 16)
        one.append("x-note", "x.note", {"b": 1, "a": "中"}, "--salt", "22" * 16)
        exported = one.out(one.tally("export")).splitlines()[size:]
        receipts = [json.loads(line) for line in two.out(
            two.tally("append", "--jsonl", "-", stdin="\n".join(exported))).splitlines()]
        equal(receipts[-1]["root"], one.verify(offline=False)["root"], "root of the copy")
        check("SAMPLE" in two.out(two.tally("doctor")), "a sample says so")


def main(binaries):
    with Ledger(binaries, "--currency", "CNY") as ledger:
        equal(oct((ledger.dir / "key").stat().st_mode & 0o777), "0o600", "mode of the key")
        ledger.start()
        first = appending(ledger)
        batches(ledger)
        reading(ledger, first)
        views(ledger)
        corrections(ledger)
        proofs(ledger, first)
        answers(ledger, first)
        offline(ledger)
    sample_again(binaries)


run(main)
