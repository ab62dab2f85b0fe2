"""smoke.py TALLY_BENCH COMMAND: runs one bench small and looks at what it prints, not at times."""

import json
import subprocess
import sys
import tempfile

SMALL = ["--events", "2000", "--streams", "500", "--rounds", "1", "--growth-events", "4000",
         "--clients", "4"]
EXPECTED = {
    "serve-append": {"events": 2000, "clients": 4, "streams": 500},
    "serve-latency": {"events": 2000, "clients": 4},
    "serve-growth": {"small_size": 2000, "large_size": 4000},
    # What initialising a ledger records stands before the projects and payments.
    "verify": {"threads": 1, "events": 2011},
    "read-decoded": {"events": 2011},
}


def main():
    program, command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run([program, command, "--dir", directory + "/ledger"] + SMALL,
                              stdout=subprocess.PIPE, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, "nothing was printed"
    for line in lines:
        assert line["bench"], line
    for key, value in EXPECTED.get(command, {}).items():
        assert lines[0][key] == value, (key, lines[0])


main()
