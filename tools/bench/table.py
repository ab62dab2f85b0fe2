"""The table of a run: one row for each kind of work, with its bare limit, its peers and its target."""

import datetime
import os
import re
import subprocess

MARK_BEGIN = "<!-- figures: written by tools/bench/run --readme -->"
MARK_END = "<!-- end of figures -->"


class Results:
    def __init__(self, results):
        self.results = results

    def all(self, row, **match):
        return [r for r in self.results
                if r["row"] == row and all(r.get(k) == v for k, v in match.items())]

    def one(self, row, **match):
        found = self.all(row, **match)
        return found[0] if found else None

    def rate(self, row, **match):
        found = self.one(row, **match)
        return found["events_per_second"] if found else None


class Row:
    """One line. `aim` adds a target and whether it is met; a figure that was not measured is left
    out and judged by nobody."""

    def __init__(self, work, ours, limit="", ratio=""):
        self.cells = [work, ours, limit, ratio]
        self.aims = []

    def aim(self, text, value, met, unit="×"):
        if value is not None:
            self.aims.append((text, "%s%s" % (value, unit), met))
        return self

    def times(self, name, ours, other, least):
        if ours is None or not other:
            return self
        ratio = ours / other
        return self.aim("≥ %g × %s" % (least, name), "%.2f" % ratio, ratio >= least)

    def render(self):
        targets = "<br>".join("%s: %s" % (text, value) for text, value, _ in self.aims)
        verdict = "" if not self.aims else \
            "met" if all(met for _, _, met in self.aims) else "**missed**"
        return "| %s |" % " | ".join(self.cells + [targets, verdict])


def number(value):
    return "{:,}".format(value)


def per_second(value):
    return number(value) + "/s"


def permille(value):
    return "%.3f" % (value / 1000)


def appended(results, row, work):
    found = results.one(row)
    if not found:
        return None, None
    line = Row(work, per_second(found["events_per_second"]),
               "%s: %s" % (found["limit"], per_second(found["limit_per_second"])),
               permille(found["ratio_permille"]))
    return line, found


def append_rows(results):
    line, found = appended(results, "lone", "one client, one event a request")
    if line:
        rate = found["events_per_second"]
        line.times("bare", rate, found["limit_per_second"], 0.75)
        line.times("PostgreSQL, single rows", rate, results.rate("postgres", clients=1), 1)
        line.times("SQLite, single rows", rate, results.rate("sqlite.single"), 1)
        yield line
    line, found = appended(results, "clients32", "32 clients, one event a request")
    if line:
        rate = found["events_per_second"]
        line.times("bare", rate, found["limit_per_second"], 0.7)
        line.times("PostgreSQL, single rows", rate, results.rate("postgres", clients=32), 3)
        line.times("message-db, one category", rate, results.rate("message-db", categories=1), 18)
        line.times("message-db, 100 categories", rate, results.rate("message-db", categories=100),
                   5.5)
        yield line
    line, found = appended(results, "batches", "one client, batches of 1,000")
    if line:
        rate = found["events_per_second"]
        # 300,000 where the bare log does 668,000.
        line.times("the bare log", rate, results.rate("log"), 0.449)
        line.times("PostgreSQL COPY", rate, results.rate("postgres", bench="postgres.copy"), 3)
        line.times("SQLite, batches", rate, results.rate("sqlite.batch"), 5)
        yield line
    line, found = appended(results, "pipelined", "128 clients pipelining 32")
    if line:
        rate = found["events_per_second"]
        yield line.aim("≥ 250,000/s", number(rate), rate >= 250_000, "/s")


def latency_rows(results):
    found = results.one("latency")
    if found:
        shown = "p50 {p50_us} µs, p99 {p99_us} µs, max {max_us} µs".format(**found)
        limit = "fdatasync: p50 {limit_p50_us} µs, p99 {limit_p99_us} µs, max {limit_max_us} µs"
        line = Row("latency, 32 clients, half load (%s/s)"
                   % number(found["requests_per_second_asked"]), shown, limit.format(**found),
                   permille(found["p99_ratio_permille"]))
        ratio = found["p99_ratio_permille"]
        line.aim("p99 ≤ 4 × bare p99", permille(ratio), ratio <= 4000)
        ours, bare = found["stalls_over_20_ms"], found["limit_stalls_over_20_ms"]
        yield line.aim("stalls over 20 ms in %s, bare %d in %s" % (
            number(found["events"]), bare, number(found["limit_count"])), ours, ours <= bare, "")
    found = results.one("growth")
    if found:
        line = Row("growth: an append at %s events" % number(found["large_size"]),
                   "%s ns" % number(found["large_ns_per_event"]),
                   "at %s: %s ns" % (number(found["small_size"]),
                                     number(found["small_ns_per_event"])),
                   permille(found["ratio_permille"]))
        yield line.aim("≤ 1.15 ×", permille(found["ratio_permille"]),
                       found["ratio_permille"] <= 1150)


def reading_rows(results):
    for bench, work in (("read-decoded.store", "read, decoded, in process"),
                        ("read-decoded.tcp", "read, decoded, over TCP")):
        found = results.one("read", bench=bench)
        if found:
            rate = found["events_per_second"]
            line = Row(work, per_second(rate), "scan of the files: %s"
                       % per_second(found["limit_per_second"]), permille(found["ratio_permille"]))
            line.times("PostgreSQL COPY OUT", rate,
                       results.rate("postgres", bench="postgres.copy_out"), 1)
            yield line.aim("≥ 3,000,000/s", number(rate), rate >= 3_000_000, "/s")
    for found in results.all("verify"):
        line = Row("verify, %d thread%s" % (found["threads"], "s" * (found["threads"] > 1)),
                   per_second(found["events_per_second"]),
                   "SHA-256: %s" % per_second(found["limit_per_second"]),
                   permille(found["ratio_permille"]))
        line.times("SHA-256", found["events_per_second"], found["limit_per_second"], 0.7)
        if found["threads"] > 1:
            gain = found["of_one_thread_permille"]
            line.aim("≥ 1.8 × one thread", permille(gain), gain >= 1800)
        yield line


def view_rows(results):
    rebuilds = results.all("views", bench="views.rebuild")
    for found in rebuilds:
        rate, threads = found["events_per_second"], found["threads"]
        line = Row("rebuild of all views, %d thread%s" % (threads, "s" * (threads > 1)),
                   per_second(rate))
        if threads == 1:
            line.aim("≥ 1,500,000/s", number(rate), rate >= 1_500_000, "/s")
        else:
            gain = found["ratio_permille"]
            line.aim("≥ 1.8 × one thread", permille(gain), gain >= 1800)
        yield line
    queries = results.all("views", bench="views.query")
    if queries:
        slowest = max(queries, key=lambda r: r["median_us"])
        ms = slowest["median_us"] / 1000
        yield Row("view as of any (E, K), %s events" % number(slowest["events"]),
                  "%.1f ms (%s, the slowest)" % (ms, slowest["view"])).aim(
                      "median ≤ 100 ms", "%.1f" % ms, ms <= 100, " ms")
    yield from opening_rows(results)
    yield from memory_rows(results)


def opening_rows(results):
    """The targets are for 10,000,000 events: a smaller ledger is shown and not judged."""
    for bench, work, most in (("open", "opening", (1, 10)),
                              ("open.views", "views ready", (3, 15))):
        found = results.one("open", bench=bench)
        if not found:
            continue
        events = found["events"]
        for what, us, most_s in (("with", found["microseconds"], most[0]),
                                 ("without", found["baseline_microseconds"], most[1])):
            seconds = us / 1e6
            line = Row("%s, %s events, %s snapshots" % (work, number(events), what),
                       "%.3f s" % seconds)
            if events >= 10_000_000:
                line.aim("≤ %d s" % most_s, "%.3f" % seconds, seconds <= most_s, " s")
            yield line


def memory_rows(results):
    for found in results.all("memory"):
        if "events" not in found:
            line = Row("memory: " + found["what"], "%.1f KiB" % (found["bytes"] / 1024))
            yield line.aim("≤ 256 KiB", "%.1f" % (found["bytes"] / 1024),
                           found["bytes"] <= 256 << 10, " KiB")
            continue
        per_event = found["bytes_per_event_permille"] / 1000
        line = Row("memory: %s, %s events" % (found["what"], number(found["events"])),
                   "%.1f bytes an event" % per_event)
        # A small index is mostly what it starts with.
        if found["what"].endswith("peak") and found["events"] >= 1_000_000:
            line.aim("≤ 64", "%.1f" % per_event, per_event <= 64, "")
        yield line


def peer_rows(results):
    for found in results.results:
        if found["row"] in ("sqlite.single", "sqlite.batch", "postgres", "message-db", "log"):
            settings = ["%s %s" % (key, number(found[key])) for key in
                        ("clients", "batch", "categories") if key in found]
            name = found["bench"] + (": " + ", ".join(settings) if settings else "")
            yield "| %s | %s |" % (name, per_second(found["events_per_second"]))
    for what in dict.fromkeys(r["what"] for r in results.all("bare")):
        rates = sorted(r["per_second"] for r in results.all("bare", what=what))
        yield "| bare: %s | %s |" % (what, per_second(rates[(len(rates) - 1) // 2]))


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True).stdout.strip()


def machine():
    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    return "%d cores, %s, Linux %s, %s" % (
        os.cpu_count(), model.group(1) if model else "unknown processor", os.uname().release,
        output_of("stat", "-f", "-c", "%T", "build"))


def heading(command):
    commit = output_of("git", "rev-parse", "--short", "HEAD")
    if output_of("git", "status", "--porcelain", "--untracked-files=no"):
        commit += " and changes"
    return "`%s` on %s, commit %s: %s." % (command, datetime.date.today().isoformat(), commit,
                                           machine())


def render(rows, command):
    results = Results(rows)
    lines = [heading(command), "",
             "| Work | Ours | Bare limit of the same run | Ratio | Targets | |",
             "|---|---|---|---|---|---|"]
    for group in (append_rows, latency_rows, reading_rows, view_rows):
        lines += [line.render() for line in group(results)]
    lines += ["", "| Peers and bare limits of the same run | |", "|---|---|"]
    lines += list(peer_rows(results))
    return "\n".join(lines) + "\n"


def rewrite_readme(path, text, begin=MARK_BEGIN, end=MARK_END):
    with open(path) as file:
        before, rest = file.read().split(begin)
    after = rest.split(end)[1]
    with open(path, "w") as file:
        file.write(before + begin + "\n" + text + end + after)
