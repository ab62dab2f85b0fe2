"""What a clean stop saves spares the next start a replay, and is never trusted more than the log."""

import json

from harness import Ledger, check, equal, run

IGNORED = "the saved views were ignored"


def feed(ledger):
    """More events than a stop leaves unsaved, and a project that the views speak of."""
    lines = [{"stream": "project-P", "type": "project.registered", "effective": "2025-03-01",
              "payload": {"project_id": "P", "name": "示例",
                          "planned_total": {"minor": "670000000000", "currency": "CNY"}}},
             {"stream": "project-P", "type": "stage.changed", "effective": "2025-03-02",
              "payload": {"project": "P", "from": "reserve", "to": "initiation"}}]
    lines += [{"stream": "x-notes", "type": "x.note", "payload": {"n": n}} for n in range(10_000)]
    done = ledger.tally("append", "--jsonl", "-", stdin="\n".join(map(json.dumps, lines)))
    equal(len(ledger.out(done).splitlines()), len(lines), "receipts")


def portfolio(ledger, **options):
    return ledger.json("view", "portfolio", "--effective", "2025-12-31", **options)


def doctor(ledger):
    done = ledger.tally("doctor", offline=True)
    return done.stdout + done.stderr


def log_of(ledger):
    return (ledger.home / "tallyd.log").read_text()


def main(binaries):
    with Ledger(binaries) as ledger:
        saved = ledger.dir / "views"
        ledger.start()
        feed(ledger)
        before = portfolio(ledger)
        check(not saved.exists(), "nothing is saved of so few events while the server runs")
        ledger.stop()
        check(saved.exists() and (ledger.dir / "state").exists(), "a clean stop saves views and state")

        ledger.start()
        equal(portfolio(ledger), before, "the view after a start with saved views")
        check(IGNORED not in log_of(ledger), "they were used")
        ledger.append("project-P", "stage.changed",
                      {"project": "P", "from": "initiation", "to": "permitting"},
                      "--effective", "2025-04-01")
        grown = portfolio(ledger)
        equal(grown["rows"][0]["stage"], "permitting", "what came behind them counts")
        ledger.kill()
        ledger.start()
        equal(portfolio(ledger), grown, "the view after a kill, from views saved before")
        ledger.stop()

        sound = saved.read_bytes()
        for at in (20, len(sound) // 2, len(sound) - 1):
            damaged = bytearray(sound)
            damaged[at] ^= 1
            saved.write_bytes(damaged)
            equal(portfolio(ledger, offline=True), grown, "the view beside damaged saved views")
            # What stands in front says what the file is of; the rest is read when it is needed.
            equal(IGNORED in doctor(ledger), at == 20, f"the doctor tells of the flipped bit at {at}")
        ledger.start()
        equal(portfolio(ledger), grown, "the view of a server beside damaged saved views")
        check(IGNORED in log_of(ledger), "the server's log tells it")
        ledger.stop()
        check(IGNORED not in doctor(ledger), "a clean stop saves them anew")


run(main)
