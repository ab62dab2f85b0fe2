"""The New York capital projects: every row of every reporting date must be what the portfolio
says for that date."""

import csv
import decimal

from harness import ROOT, Ledger, check, equal, need_data, run

MAPPING = ROOT / "tools" / "import" / "mappings" / "nyc-capital-projects.toml"
EXPECTED = {"project.registered": 378, "stage.changed": 672, "estimate.reported": 1914,
            "milestone.planned": 1526}


def iso(us_date):
    month, day, year = us_date.split(" ")[0].split("/")
    return f"{year}-{month}-{day}"


def cents(cell):
    if not cell.strip():
        return None
    return {"minor": str(int(decimal.Decimal(cell) * 100)), "currency": "USD"}


def main(binaries):
    data = need_data("nyc-capital-projects/NYC_capital_projects_20190901.csv")
    with open(data, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    equal(len(rows), 2259, "rows of the file")
    with Ledger(binaries, "--currency", "USD", "--zone", "America/New_York") as ledger:
        ledger.start()
        imported = ledger.json("import", "--mapping", MAPPING, data)
        equal(imported["rejected"], 0, "rejects")
        equal(imported["duplicate"], 0, "duplicates of the first run")
        counts = {}
        for event in ledger.lines("read", "--category", "project", "--format", "jsonl"):
            counts[event["type"]] = counts.get(event["type"], 0) + 1
        equal(counts, EXPECTED, "events by type")

        by_date = {}
        for row in rows:
            by_date.setdefault(iso(row["Date Reported As Of"]), []).append(row)
        equal(len(by_date), 15, "reporting dates")
        compared = 0
        for date, reported in sorted(by_date.items()):
            view = ledger.json("view", "portfolio", "--effective", date)
            shown = {row["project"]: row for row in view["rows"]}
            for row in reported:
                project = shown[row["PID"]]
                equal(project["stage_as_stated"], row["Current Phase"],
                      f"stage of {row['PID']} on {date}")
                equal(project["planned_total"], cents(row["Budget Forecast"]),
                      f"total of {row['PID']} on {date}")
                compared += 1
        equal(compared, 2259, "rows compared")

        again = ledger.json("import", "--mapping", MAPPING, data)
        equal(again["recorded"], 0, "events recorded by the second run")
        equal(again["duplicate"], imported["recorded"], "duplicates of the second run")
        report = ledger.verify(offline=False)
        check(report["ok"], "verify over the network")
        ledger.stop()
        check(ledger.verify()["ok"], "verify offline")


run(main)
