#!/usr/bin/env python3
"""What `report import` costs beside `report check`, and the questions of the pages with few and with many
filings.

usage: bench/bench_import.py BUILD-FOLDER [REPORTS [FILINGS]]
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TURNS = 3


def seconds(arguments):
    start = time.monotonic()
    done = subprocess.run([str(a) for a in arguments], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, arguments))} ended with {done.returncode}\n{done.stderr}")
    return time.monotonic() - start


def importing(gongkai, folder):
    """Rows of the table: (what, measured, aim, met)."""
    count = len(list(folder.iterdir()))
    check, into = [], []
    # Taken in turn, best of three each: a busy machine must not favour one of them.
    for _ in range(TURNS):
        check.append(seconds([gongkai, "report", "check", folder]))
        with tempfile.TemporaryDirectory() as name:
            into.append(seconds([gongkai, "report", "import", "--add-units", "--db", f"{name}/bench.db",
                                 folder]))
    ratio = min(check) / min(into)
    return [(f"`report import` of {count:,} reports into SQLite, rate against `report check` alone",
             f"{count / min(into):,.0f} against {count / min(check):,.0f} reports a second: {ratio:.2f} ×",
             "≥ 0.5 ×", ratio >= 0.5)]


def asking(build, few, many):
    """The questions behind the pages with `few` and `many` filings. The aim is for whole pages, so there
    is no verdict here."""
    tool, best = build / "bench/bench_filing", {}
    with tempfile.TemporaryDirectory() as name:
        for n in (few, many):
            seconds([tool, "fill", f"{name}/{n}.db", n])
        for _ in range(TURNS):
            for n in (few, many):
                said = subprocess.run([tool, "ask", f"{name}/{n}.db"], check=True, capture_output=True,
                                      text=True)
                for key, value in json.loads(said.stdout).items():
                    best[key, n] = min(best.get((key, n), 1e9), value["p99_us"])
    keys = sorted({key for key, _ in best})
    return (f"p99 of the questions behind the pages with {few:,} and {many:,} filings (SQLite)",
            "; ".join(f"{key} {best[key, few]:.0f} → {best[key, many]:.0f} µs" for key in keys))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    filings = int(sys.argv[3]) if len(sys.argv) > 3 else 1000000
    gongkai = build / "gongkai"
    if not os.path.exists(gongkai):
        gongkai = build / "src/app/gongkai"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "reports"
        subprocess.run([sys.executable, ROOT / "tools/make_reports.py", str(count), folder], check=True)
        rows = importing(gongkai, folder)
    for what, measured, aim, good in rows:
        print(f"{what}\n    {measured}\n    aim {aim}: {'met' if good else 'NOT met'}")
    print("\n    ".join(asking(build, 1000, filings)))


if __name__ == "__main__":
    main()
