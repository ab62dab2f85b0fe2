"""plots.py DIR: draws DIR/results.jsonl as SVG files beside it."""

import json
import os
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "tallystick"  # Equal figures give equal files.
from matplotlib import pyplot  # noqa: E402

OURS, LIMIT, PEER = "#1b6ca8", "#9aa5b1", "#d98b3a"


def rate_of(results, row, **match):
    for result in results:
        if result["row"] == row and all(result.get(k) == v for k, v in match.items()):
            return result
    return None


def bars(axes, title, entries):
    entries = [(name, value, colour) for name, value, colour in entries if value]
    names = [name for name, _, _ in entries]
    axes.barh(names, [value for _, value, _ in entries], color=[c for _, _, c in entries])
    axes.invert_yaxis()
    axes.set_title(title, loc="left", fontsize=10)
    axes.tick_params(labelsize=8)
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda x, _: "%d,000" % (x / 1000)
                                                                   if x >= 1000 else "%d" % x))
    for index, (_, value, _) in enumerate(entries):
        axes.text(value, index, " {:,}".format(value), va="center", fontsize=8)
    axes.margins(x=0.2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def appends(results, path):
    def get(row, key="events_per_second", **match):
        found = rate_of(results, row, **match)
        return found[key] if found else None

    figure, axes = pyplot.subplots(4, 1, figsize=(8, 9), constrained_layout=True)
    bars(axes[0], "one client, one event a request, events a second",
         [("Tallystick", get("lone"), OURS), ("bare fdatasync", get("lone", "limit_per_second"), LIMIT),
          ("SQLite", get("sqlite.single"), PEER), ("PostgreSQL", get("postgres", clients=1), PEER)])
    bars(axes[1], "32 clients, one event a request",
         [("Tallystick", get("clients32"), OURS),
          ("bare group commit", get("clients32", "limit_per_second"), LIMIT),
          ("PostgreSQL", get("postgres", clients=32), PEER),
          ("message-db, 100 categories", get("message-db", categories=100), PEER),
          ("message-db, one category", get("message-db", categories=1), PEER)])
    bars(axes[2], "one client, batches of 1,000",
         [("Tallystick", get("batches"), OURS), ("bare log", get("log"), LIMIT),
          ("PostgreSQL COPY", get("postgres", bench="postgres.copy"), PEER),
          ("SQLite", get("sqlite.batch"), PEER)])
    bars(axes[3], "128 clients pipelining 32",
         [("Tallystick", get("pipelined"), OURS),
          ("bare group commit", get("pipelined", "limit_per_second"), LIMIT)])
    figure.savefig(path, metadata={"Date": None})


def reading(results, path):
    figure, axes = pyplot.subplots(2, 1, figsize=(8, 4.5), constrained_layout=True)
    entries = []
    for bench, name in (("read-decoded.store", "Tallystick, in process"),
                        ("read-decoded.tcp", "Tallystick, over TCP")):
        found = rate_of(results, "read", bench=bench)
        entries.append((name, found and found["events_per_second"], OURS))
    found = rate_of(results, "postgres", bench="postgres.copy_out")
    entries.append(("PostgreSQL COPY OUT", found and found["events_per_second"], PEER))
    bars(axes[0], "reading every event, decoded, events a second", entries)
    entries = []
    for found in (r for r in results if r["row"] == "verify"):
        name = "%d thread%s" % (found["threads"], "s" * (found["threads"] > 1))
        entries.append(("verify, " + name, found["events_per_second"], OURS))
        entries.append(("SHA-256, " + name, found["limit_per_second"], LIMIT))
    bars(axes[1], "verification", entries)
    figure.savefig(path, metadata={"Date": None})


def latency(results, path):
    found = rate_of(results, "latency")
    if not found:
        return
    figure, axes = pyplot.subplots(figsize=(8, 2.5), constrained_layout=True)
    bars(axes, "microseconds at 32 clients and half load",
         [("p50", found["p50_us"], OURS), ("p50, bare fdatasync", found["limit_p50_us"], LIMIT),
          ("p99", found["p99_us"], OURS), ("p99, bare fdatasync", found["limit_p99_us"], LIMIT),
          ("longest", found["max_us"], OURS),
          ("longest, bare fdatasync", found["limit_max_us"], LIMIT)])
    figure.savefig(path, metadata={"Date": None})


def main():
    directory = sys.argv[1]
    with open(os.path.join(directory, "results.jsonl")) as file:
        results = [json.loads(line) for line in file]
    appends(results, os.path.join(directory, "appends.svg"))
    latency(results, os.path.join(directory, "latency.svg"))
    reading(results, os.path.join(directory, "reading.svg"))


main()
