"""Exports open in the tools of other people: OC4IDS, XES, OCEL, a workbook, flat tables."""

import collections
import csv
import datetime
import filecmp
import json
import subprocess
import xml.etree.ElementTree as etree

import validators
from harness import Ledger, check, equal, need_data, run

XES = "{http://www.xes-standard.org/}"
CUT = ["--effective", "2025-09-30", "--known", "2025-12-31"]

MAPPING = """
name = "reread"
format = "xes"

[[event]]
type = "x.reread"
schema = 1
category = "project"
stream_id = "{trace:concept:name}"
effective = "{time:timestamp}"
actor = "{org:resource}"
payload = { activity = "{concept:name}", life = "{lifecycle:transition}", position = "{position}" }
"""


def export(ledger, format_name, path, *options, cut=CUT):
    ledger.out(ledger.tally("export", format_name, "--to", path, *cut, *options, offline=True))
    return path


def twice(ledger, format_name, name, *options):
    """An export, made twice: the bytes are the same."""
    first = export(ledger, format_name, ledger.home / name, *options)
    second = export(ledger, format_name, ledger.home / ("again-" + name), *options)
    if first.is_dir():
        names = sorted(path.name for path in first.iterdir())
        equal(names, sorted(path.name for path in second.iterdir()), "files of the folder")
        differ = filecmp.cmpfiles(first, second, names, shallow=False)[1:]
        equal(differ, ([], []), f"{name}: files that differ")
    else:
        check(first.read_bytes() == second.read_bytes(), f"{name}: the same bytes twice")
    return first


def money(value):
    return int(value["minor"]) / 100


def oc4ids(ledger, node):
    schemas = need_data("oc4ids/schema/project-level")
    package_schema, project_schema = (schemas / f"project{which}schema.json"
                                      for which in ("-package-", "-"))

    def errors(path):
        return validators.node(node, validators.AJV_DRAFT_04, package_schema, path, project_schema)

    broken = need_data("oc4ids/lib-cove-fixtures/validation-errors-package.json")
    check(len(errors(broken)) > 50, "the validator sees what is wrong")
    whole = twice(ledger, "oc4ids", "package.json")
    equal(errors(whole)[:5], [], "errors against the official schema")
    package = json.loads(whole.read_text())
    rows = {row["project"]: row for row in ledger.json(
        "view", "portfolio", *CUT, offline=True)["rows"]}
    equal(len(package["projects"]), len(rows), "projects")
    paid = collections.Counter()
    for project in package["projects"]:
        row = rows[project["id"]]
        equal(project["title"], row["name"], "title")
        if row["planned_total"]:
            equal(project["budget"]["amount"]["amount"], money(row["planned_total"]),
                  f"{project['id']}: budget is the view's planned total")
        started = project.get("period", {}).get("startDate", "")[:10] or None
        equal(started, row["started_on"], f"{project['id']}: started on")
        lists = [project.get("transactions", [])]
        lists += [process["summary"].get("transactions", [])
                  for process in project.get("contractingProcesses", [])]
        for transaction in sum(lists, []):
            check("payee" in transaction, f"{project['id']}: every payment has a payee")
            paid[project["id"]] += round(transaction["value"]["amount"] * 100)
    check(sum(paid.values()) > 0, "something was paid")
    statuses = {project.get("status") for project in package["projects"]}
    check({"identification", "implementation", "completion"} <= statuses, f"statuses {statuses}")

    public = export(ledger, "oc4ids", ledger.home / "public.json", "--public")
    equal(errors(public)[:5], [], "errors in the public package")
    check(public.stat().st_size < whole.stat().st_size, "the public package says less")


def xes(ledger):
    log = twice(ledger, "xes", "log.xes")
    equal(subprocess.run(["xmllint", "--noout", "--huge", str(log)]).returncode, 0, "xmllint")
    traces, positions = collections.Counter(), []
    order = {"extension": 0, "global": 1, "classifier": 2, "trace": 4}
    last = 0
    for element in etree.parse(log).getroot():
        tag = element.tag.removeprefix(XES)
        rank = order.get(tag, 3)  # Attributes of the log stand between classifiers and traces.
        check(rank >= last, f"{tag} out of the order of the standard")
        last = rank
        if tag != "trace":
            continue
        name = element.find(f"{XES}string[@key='concept:name']").get("value")
        for event in element.iter(f"{XES}event"):
            keys = [child.get("key") for child in event]
            equal(len(keys), len(set(keys)), "keys of an event, each once")
            for key in ("concept:name", "lifecycle:transition", "org:resource", "time:timestamp",
                        "position"):
                check(key in keys, f"{key} in every event")
            for child in event:
                value, kind = child.get("value"), child.tag.removeprefix(XES)
                if kind == "date":
                    datetime.datetime.fromisoformat(value)
                if kind in ("int", "float"):
                    float(value)
            traces[name] += 1
            positions.append(int(event.find(f"{XES}int[@key='position']").get("value")))
    equal(len(positions), len(set(positions)), "positions, each once")
    check(len(traces) >= 208, f"{len(traces)} traces")
    phases = etree.parse(export(ledger, "xes", ledger.home / "phases.xes", "--case", "phase"))
    check(len(phases.getroot().findall(f"{XES}trace")) > 0, "a trace per phase")
    return len(positions)


def reread(binaries, ledger):
    """Our own export through the import of XES, and once more: nothing is recorded twice."""
    log = export(ledger, "xes", ledger.home / "early.xes", cut=["--effective", "2024-11-30"])
    count = log.read_text().count("<event>")
    check(count > 100, f"{count} events by then")
    with Ledger(binaries, origin="e2e.example/reread") as other:
        other.start()
        mapping = other.home / "reread.toml"
        mapping.write_text(MAPPING)
        first = other.json("import", "--mapping", mapping, log)
        equal((first["rejected"], first["skipped"]), (0, 0), f"what was not taken: {first}")
        check(first["recorded"] >= count, "every event, and the actors")
        again = other.json("import", "--mapping", mapping, log)
        equal((again["recorded"], again["rejected"]), (0, 0), "a second run records nothing")
        hostile = other.home / "hostile.xes"
        hostile.write_text('<!DOCTYPE log [<!ENTITY a "b">]><log/>')
        done = other.tally("import", "--mapping", mapping, hostile)
        equal(done.returncode, 1, "a document type is refused")
        check("document type" in done.stderr, done.stderr)
        other.stop()


def ocel(ledger, events_expected):
    """The form that section 8.2 of the OCEL 2.0 specification asks for, and what it means."""
    log = json.loads(twice(ledger, "ocel", "log.jsonocel").read_text())
    types = {}
    for kind in ("eventTypes", "objectTypes"):
        for declared in log[kind]:
            attributes = {each["name"]: each["type"] for each in declared["attributes"]}
            equal(len(attributes), len(declared["attributes"]), "attributes, each declared once")
            check(set(attributes.values()) <= {"string", "time", "integer", "float", "boolean"},
                  f"types of attributes: {attributes}")
            check(declared["name"] not in types.setdefault(kind, {}), "types, each declared once")
            types[kind][declared["name"]] = attributes
    objects = {each["id"]: each for each in log["objects"]}
    equal(len(objects), len(log["objects"]), "objects, each once")
    for kind, each in [("eventTypes", e) for e in log["events"]] + \
                      [("objectTypes", o) for o in log["objects"]]:
        declared = types[kind][each["type"]]
        for attribute in each["attributes"]:
            check(isinstance(attribute["value"], str), f"values are text: {attribute}")
            check(attribute["name"] in declared, f"{attribute['name']} of {each['type']}")
            if declared[attribute["name"]] in ("integer", "float"):
                float(attribute["value"])
            if kind == "objectTypes":
                datetime.datetime.fromisoformat(attribute["time"])
        for relation in each["relationships"]:
            check(relation["objectId"] in objects, f"{relation} leads nowhere")
            check(relation["qualifier"] != "", "every relation says why")
    for event in log["events"]:
        datetime.datetime.fromisoformat(event["time"])
    equal(len({event["id"] for event in log["events"]}), len(log["events"]), "events, each once")
    check(len(log["events"]) >= events_expected, "all events of projects and more")
    check({"project", "phase", "step", "contract", "request", "quota", "org", "bond_declaration"}
          <= set(types["objectTypes"]), f"object types {sorted(types['objectTypes'])}")


def workbook(ledger):
    openpyxl = validators.openpyxl()
    book = openpyxl.load_workbook(twice(ledger, "xlsx", "book.xlsx"))
    cover = " ".join(str(cell.value) for row in book.worksheets[0] for cell in row if cell.value)
    view = ledger.json("view", "portfolio", *CUT, offline=True)
    for told in ("SAMPLE", view["root"], str(view["known_size"]), "2025-09-30", "tally verify"):
        check(told in cover, f"the cover says {told}")
    sheet = book["portfolio"]
    check(view["state_hash"] in sheet["A1"].value, "the sheet says the state hash")
    heads = [cell.value.split("\n")[1] for cell in sheet[2]]
    check("planned total (CNY)" in heads, f"the unit stands in the head: {heads}")
    rows = list(sheet.iter_rows(min_row=3))
    equal(len(rows), len(view["rows"]), "rows")
    total = heads.index("planned total (CNY)")
    for cells, row in zip(rows, view["rows"]):
        equal(cells[0].data_type, "s", "an id is text")
        equal(cells[0].value, row["project"], "id")
        if row["planned_total"]:
            equal(cells[total].data_type, "n", "money is a number")
            equal(round(cells[total].value * 100), int(row["planned_total"]["minor"]), "amount")
    for each in book.worksheets:
        for line in each.iter_rows():
            check(all(cell.data_type != "f" for cell in line), f"no formula in {each.title}")


def tables(ledger, node):
    folder = twice(ledger, "audit", "audit", "--bom")
    package = json.loads((folder / "datapackage.json").read_text())
    check(package["tallystick"]["sample"] is True, "the package says SAMPLE")
    for resource in package["resources"]:
        with open(folder / resource["path"], encoding="utf-8-sig", newline="") as text:
            lines = list(csv.reader(text, strict=True))
        equal(lines[0], [field["name"] for field in resource["schema"]["fields"]], "columns")
        equal(len(lines) - 1, resource["rows"], f"rows of {resource['path']}")
        guarded = [field["type"] == "string" for field in resource["schema"]["fields"]]
        for line in lines[1:]:
            equal(len(line), len(guarded), "cells")
            for cell, text_cell in zip(line, guarded):
                check(not (text_cell and cell[:1] in tuple("=+-@\t\r")), f"a formula: {cell}")
    known = ledger.json("view", "portfolio", *CUT, offline=True)["known_size"]
    rows = {each["name"]: each["rows"] for each in package["resources"]}
    equal(rows["events"], known, "every event of K")
    check({"projects", "contracts", "payments", "approvals", "steps", "reports", "bonds",
           "targets"} <= set(rows), f"subjects {sorted(rows)}")
    # Read again by the library of the people who wrote the format; it casts every cell. It knows
    # no byte order mark.
    plain = export(ledger, "audit", ledger.home / "plain")
    read = validators.node(node, validators.DATA_PACKAGE, plain / "datapackage.json")
    equal(read["errors"], [], "what the library of data packages says")
    equal(read["rows"], rows, "rows that the library read")


def main(binaries):
    node = validators.node_home(binaries)
    with Ledger(binaries, "--sample", origin="sample.example/shili") as ledger:
        loader = subprocess.run([str(ledger.bin / "tally-demo"), "--data", str(ledger.dir)],
                                capture_output=True, text=True, timeout=600)
        equal(loader.returncode, 0, f"the sample: {loader.stderr}")
        oc4ids(ledger, node)
        count = xes(ledger)
        reread(binaries, ledger)
        ocel(ledger, count)
        workbook(ledger)
        tables(ledger, node)


run(main)
