#!/usr/bin/env python3
"""Requests: the clock, the intake beside bare SQLite, the in-tray with few and with many, the report of a year.

usage: bench/bench_requests.py BUILD-FOLDER [REQUESTS]
PostgreSQL is measured too when it is installed. Ratios are taken within one run.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/db"))
import cluster  # noqa: E402

SECONDS, ROUNDS, FEW, UNITS = 3, 3, 1000, 100
CELLS = ("granted_persons", "granted_all", "new_all", "results_legal", "results_all", "secret_all",
         "carried_in_all", "carried_out_other")


def ask(tool, *arguments):
    said = subprocess.run([tool, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return json.loads(said) if said else None


def clock(tool):
    m = ask(tool, "clock", SECONDS)
    return ("statutory clocks set, one core, 2 to 5 events each", f"{m['clocks_per_s']:,.0f} a second",
            "≥ 1,000,000", m["clocks_per_s"] >= 1e6)


def taking(tool, folder, server):
    m = ask(tool, "take", SECONDS, ROUNDS, folder, *([server] if server else []))
    ratio = m["sqlite_per_s"] / m["bare_sqlite_per_s"]
    beside = f"; PostgreSQL {m['postgresql_per_s']:,.0f}" if server else ""
    return ("requests taken in durably, with their receipts, 8 threads with the connections of a pool, against bare SQLite "
            f"committing the same {m['bytes']:,} bytes", f"{m['sqlite_per_s']:,.0f} against "
            f"{m['bare_sqlite_per_s']:,.0f} a second: {ratio:.2f} ×{beside}", "≥ 0.5 ×", ratio >= 0.5)


def tray(tool, few, many, n):
    """Taken in turn, best of three each: a busy machine must not favour one of them."""
    best = {}
    for _ in range(ROUNDS):
        for where in (few, many):
            m = ask(tool, "tray", where)
            best[where] = min(best.get(where, 1e9), m["tray_p99_us"])
    ratio = best[many] / best[few]
    return (f"in-tray of a unit (first 50 of 100 open, and the counts), {FEW:,} and {n:,} requests of {UNITS} units "
            "stored, p99", f"{best[few] / 1e3:.2f} → {best[many] / 1e3:.2f} ms: {ratio:.2f} ×", "≤ 1.3 ×",
            ratio <= 1.3)


def report(tool, year, n):
    m = ask(tool, "report", year)
    slowest = max(CELLS, key=lambda c: m[f"{c}_p99_us"])
    seconds = m["report_p50_us"] / 1e6
    return [(f"report of a year built from {n:,} requests of one unit", f"{seconds:.2f} s", "≤ 2 s", seconds <= 2),
            (f"first 50 requests of a cell of that report, slowest of {len(CELLS)} cells, p99",
             f"{m[f'{slowest}_p99_us'] / 1e3:.2f} ms ({slowest.replace('_', ' ')})", "≤ 20 ms",
             m[f"{slowest}_p99_us"] <= 20000)]


def rows(build, n):
    """Rows of the table: (what, measured, aim, met)."""
    tool = build / "bench/bench_request"
    table = [clock(tool)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if cluster.programs():
            with cluster.Cluster() as server:
                table.append(taking(tool, folder, server.address))
        else:
            table.append(taking(tool, folder, None))
        # Made before and given by name: filling takes minutes.
        few, many, year = (pathlib.Path(os.environ.get("GONGKAI_BENCH_REQUESTS", folder)) / f"{k}.db"
                           for k in ("few", "many", "year"))
        for where, count, units in ((few, FEW, UNITS), (many, n, UNITS), (year, n, 1)):
            if not where.exists():
                ask(tool, "fill", where, count, units)
        table.append(tray(tool, few, many, n))
        table += report(tool, year, n)
    return table


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    for row in rows(build, n):
        print("\n    ".join(map(str, row)), flush=True)


if __name__ == "__main__":
    main()
