"""The table says met and missed as the targets are, and the README is rewritten between its marks."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, "tools/bench")
import table  # noqa: E402

LONE = {"row": "lone", "bench": "serve-append", "events_per_second": 8000, "limit": "bare",
        "limit_per_second": 10000, "ratio_permille": 800}


def row_of(results, work):
    text = table.render(results, "tools/bench/run")
    found = [line for line in text.splitlines() if line.startswith("| " + work)]
    assert len(found) == 1, text
    return found[0]


def postgres(rate):
    return {"row": "postgres", "bench": "postgres.insert", "clients": 1,
            "events_per_second": rate}


def a_target_that_holds_is_met():
    assert row_of([LONE], "one client, one").endswith("| met |")
    assert row_of([LONE, postgres(7999)], "one client, one").endswith("| met |")


def one_target_missed_misses_the_row():
    line = row_of([LONE, postgres(8001)], "one client, one")
    assert line.endswith("| **missed** |"), line
    slow = dict(LONE, events_per_second=7400)
    assert row_of([slow], "one client, one").endswith("| **missed** |")


def a_row_that_was_not_measured_is_left_out():
    assert "32 clients" not in table.render([LONE], "tools/bench/run")


def opening_is_judged_at_ten_million_events_only():
    opened = {"row": "open", "bench": "open", "events": 10_000_000, "microseconds": 900_000,
              "baseline_microseconds": 11_000_000}
    assert row_of([opened], "opening, 10,000,000 events, with snap").endswith("| met |")
    assert row_of([opened], "opening, 10,000,000 events, without").endswith("| **missed** |")
    small = dict(opened, events=1000)
    assert row_of([small], "opening, 1,000 events, without").endswith("|  |")


def the_readme_keeps_all_but_its_figures():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "README.md")
        with open(path, "w") as file:
            file.write("before\n%s\nold\n%s\nbehind\n" % (table.MARK_BEGIN, table.MARK_END))
        for _ in range(2):
            table.rewrite_readme(path, "new\n")
        with open(path) as file:
            text = file.read()
    assert text == "before\n%s\nnew\n%s\nbehind\n" % (table.MARK_BEGIN, table.MARK_END), text


def the_readme_has_the_marks():
    with open("README.md") as file:
        text = file.read()
    assert text.count(table.MARK_BEGIN) == 1 and text.count(table.MARK_END) == 1


for test in (a_target_that_holds_is_met, one_target_missed_misses_the_row,
             a_row_that_was_not_measured_is_left_out,
             opening_is_judged_at_ten_million_events_only, the_readme_keeps_all_but_its_figures,
             the_readme_has_the_marks):
    test()
