#!/usr/bin/env python3
"""Measure gongkai, print the table and write it to docs/BENCHMARKS.md.

usage: bench/bench.py BUILD-FOLDER [REPORTS]
Ratios are taken within one run on one machine; the reports come from tools/make_reports.py.
"""

import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import bench_requests
import bench_service

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS, SMALL_RUNS, READ_FILES = 5, 60, 400
FILINGS, DOCUMENTS, REQUESTS = 1000000, 200000, 1000000


def run(arguments):
    """(wall seconds, processor seconds, peak MiB) of a process and its children."""
    start = time.monotonic()
    with open(os.devnull, "w") as null:
        child = subprocess.Popen([str(a) for a in arguments], stdout=null, stderr=null)
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, arguments))} ended with {child.returncode}")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def reading(build, folder):
    files = sorted(folder.glob("*.html"))[:READ_FILES]
    done = subprocess.run([build / "bench/bench_read", str(ROUNDS), *files], check=True,
                          capture_output=True, text=True)
    m = json.loads(done.stdout)
    ratio = m["gongkai_s"] / m["libxml2_s"]
    return (f"read + check of {m['files']} HTML reports ({m['bytes'] / 1e6:.1f} MB), one core, "
            f"against libxml2 parsing the same bytes",
            f"{m['gongkai_s'] / m['files'] * 1e3:.3f} ms a report, libxml2 alone "
            f"{m['libxml2_s'] / m['files'] * 1e3:.3f} ms: {ratio:.2f} ×", "≤ 2 ×", ratio <= 2)


def rendering(build):
    done = subprocess.run([build / "bench/bench_template"], check=True, capture_output=True, text=True)
    m = json.loads(done.stdout)
    return (f"a page with a table of 100 rows ({m['bytes'] / 1e3:.0f} kB) from its template",
            f"{m['page_us']:.1f} µs; copying its bytes in pieces of 64 {m['copy_us']:.1f} µs", "≤ 15 µs",
            m["page_us"] <= 15)


def checking(gongkai, folder, few):
    count = len(list(folder.iterdir()))
    check = [gongkai, "report", "check", "--jobs"]
    # Taken in turn, best of three each: a busy machine must not favour one of them.
    one, two, small = [], [], []
    for _ in range(3):
        one.append(run([*check, "1", folder]))
        two.append(run([*check, "2", folder]))
        small.append(run([*check, "2", few]))
    t1, t2 = min(x[0] for x in one), min(x[0] for x in two)
    peak, peak_few = max(x[2] for x in two), max(x[2] for x in small)
    return [(f"`report check` of {count:,} reports, two workers against one",
             f"{t2:.2f} s against {t1:.2f} s: {t1 / t2:.2f} × ({count / t2:,.0f} reports a second)",
             "≥ 1.8 ×", t1 / t2 >= 1.8),
            (f"peak memory of a process, {len(list(few.iterdir())):,} and {count:,} reports",
             f"{peak_few:.1f} MiB and {peak:.1f} MiB", "flat", peak <= 1.25 * peak_few)]


def whole_process(gongkai):
    report = ROOT / "demo/erligang-2023.html"
    times = [run([gongkai, "report", "check", report])[0] * 1e3 for _ in range(SMALL_RUNS)]
    median = statistics.median(times)
    return ("one small report, whole process", f"{median:.1f} ms (median of {SMALL_RUNS})",
            "≤ 15 ms", median <= 15)


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} processors, Linux {platform.release()}"


def page(rows):
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    lines = ["# Benchmarks", "",
             f"Written by `./dev bench` on {datetime.date.today()} at commit {commit}.",
             f"Machine: {machine()}.", "",
             "| what | measured | aim | |", "|---|---|---|---|"]
    lines += [f"| {what} | {value} | {aim} | {'met' if good else '**not met**'} |"
              for what, value, aim, good in rows]
    lines += ["", "The reports are made by `tools/make_reports.py`: random figures that hold, prose",
              "of our own. Reading runs in one process (`bench/bench_read.c`); the other rows run the",
              "program as a user does, with its sandboxed children. Ratios are taken within one run.",
              ""]
    return "\n".join(lines)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    gongkai = build / "gongkai"
    with tempfile.TemporaryDirectory() as name:
        many, few = pathlib.Path(name) / "many", pathlib.Path(name) / "few"
        for number, folder in ((count, many), (count // 10, few)):
            subprocess.run([sys.executable, ROOT / "tools/make_reports.py", str(number), folder],
                           check=True)
        rows = [reading(build, many), *checking(gongkai, many, few), whole_process(gongkai),
                rendering(build)]
    rows += bench_service.rows(build, gongkai, FILINGS, DOCUMENTS)
    rows += bench_requests.rows(build, REQUESTS)
    text = page(rows)
    (ROOT / "docs/BENCHMARKS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
