"""The sample portfolio: the same root over TCP and offline, the published figures, the stories."""

import subprocess

from harness import Ledger, check, equal, run

PUBLISHED = {"completed": 26, "continuing": 97, "new_start": 51, "reserve": 34}
RESTATED = {"completed": 25, "continuing": 98, "new_start": 51, "reserve": 34}
TOTAL = 670_836_000_000_00  # 6,708.36亿 in 分.


def classes(view):
    return {row["class"]: row["count"] for row in view["rows"]
            if row.get("class") in PUBLISHED}


def main(binaries):
    with Ledger(binaries, "--sample", origin="sample.example/shili") as online, \
         Ledger(binaries, "--sample", origin="sample.example/shili") as alone:
        online.start()
        loader = subprocess.run([str(online.bin / "tally-demo"), "--server", online.address],
                                capture_output=True, text=True, timeout=600)
        equal(loader.returncode, 0, f"loading over TCP: {loader.stderr}")
        check("ST15" in loader.stdout, f"the request above its quota is shown: {loader.stdout}")
        offline = subprocess.run([str(online.bin / "tally-demo"), "--data", str(alone.dir)],
                                 capture_output=True, text=True, timeout=600)
        equal(offline.returncode, 0, f"loading offline: {offline.stderr}")
        one = online.verify(offline=False)
        two = alone.verify()
        check(one["ok"] and two["ok"], "both verify")
        equal((one["size"], one["root"]), (two["size"], two["root"]), "the same root both ways")

        common = ["--list", "district_key", "--effective", "2025-09-30"]
        published = online.json("view", "pipeline", *common, "--known", "2025-09-30")
        restated = online.json("view", "pipeline", *common)
        equal(classes(published), PUBLISHED, "as published")
        equal(classes(restated), RESTATED, "restated")
        total = [row for row in published["rows"] if row.get("class") == "total"][0]
        equal(total["count"], 208, "projects on the list")
        equal(total["planned_total"]["minor"], str(TOTAL), "planned total")

        again = subprocess.run([str(online.bin / "tally-demo"), "--server", online.address],
                               capture_output=True, text=True, timeout=600)
        equal(again.returncode, 0, f"loading again: {again.stderr}")
        equal(online.verify(offline=False)["root"], one["root"], "a second run records nothing")
        online.stop()


run(main)
