#!/usr/bin/env python3
"""The service: pages beside nginx serving the same bytes, search, the ledger beside bare SQLite, imports, start
and memory.

usage: bench/bench_service.py BUILD-FOLDER [FILINGS [DOCUMENTS]]
Needs nginx and wrk; PostgreSQL is measured too when it is installed. Ratios are taken within one run.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/db"))
import bench_import  # noqa: E402
import cluster  # noqa: E402

SECONDS, ROUNDS, STARTS = 3, 3, 11


class Served:
    """A server in the background, told to stop at the end."""

    def __init__(self, command, ready):
        self.began = time.monotonic()
        self.child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, cwd="/")
        while True:
            try:
                with urllib.request.urlopen(ready, timeout=1) as answer:
                    self.page = answer.read()
                break
            except OSError:
                if self.child.poll() is not None:
                    sys.exit(f"{command[0]} ended with {self.child.returncode}")
                time.sleep(0.001)
        self.first_page = time.monotonic() - self.began

    def resident(self):
        """MiB of this process alone."""
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait()


def rate(url):
    """Requests a second, as wrk counts them."""
    said = subprocess.run(["wrk", "-t1", "-c64", f"-d{SECONDS}s", url], check=True,
                          capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        sys.exit(f"{url}: not every answer was a page\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


NGINX = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/html;
 client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
 uwsgi_temp_path {folder}; scgi_temp_path {folder};
 server {{ listen 127.0.0.1:8197; root {folder}; }} }}
"""


def serve(gongkai, where, port, *flags):
    return Served([gongkai, "serve", "--db", where, "--key", f"{where}.key", "--listen",
                   f"127.0.0.1:{port}", "--threads", "1", *flags], f"http://127.0.0.1:{port}/")


def report_page(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/reports") as answer:
        return "/reports/" + json.load(answer)["items"][0]["id"]


def pages(gongkai, folder):
    """A report's page, kept and made anew, beside nginx with the same bytes from a file."""
    where = folder / "pages.db"
    subprocess.run([gongkai, "report", "import", "--db", where, "--add-units", "--state", "published",
                    ROOT / "demo"], stdout=subprocess.DEVNULL, check=False)
    best = {}
    with serve(gongkai, where, 8195) as kept, serve(gongkai, where, 8196, "--cache-mb", "0") as anew:
        path = report_page(8195)
        with urllib.request.urlopen(f"http://127.0.0.1:8195{path}") as answer:
            page = answer.read()
        (folder / "page.html").write_bytes(page)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder), encoding="ascii")
        for program in (kept, anew):
            program.page = None
        with Served(["nginx", "-c", folder / "nginx.conf"], "http://127.0.0.1:8197/page.html"):
            for _ in range(ROUNDS):
                for name, url in (("nginx", "http://127.0.0.1:8197/page.html"),
                                  ("kept", f"http://127.0.0.1:8195{path}"),
                                  ("anew", f"http://127.0.0.1:8196{path}")):
                    best[name] = max(best.get(name, 0), rate(url))
    rows = []
    for name, what, aim in (("kept", "cached", 1.0), ("anew", "not cached", 0.25)):
        ratio = best[name] / best["nginx"]
        rows.append((f"a public report page ({len(page) / 1024:.0f} KiB), {what}, one thread, against nginx serving "
                     "the same bytes from a file", f"{best[name]:,.0f} against {best['nginx']:,.0f} requests a second: "
                     f"{ratio:.2f} ×", f"≥ {aim} ×", ratio >= aim))
    return rows


def starting(gongkai, folder):
    where, times = folder / "start.db", []
    with serve(gongkai, where, 8195):
        pass
    for _ in range(STARTS):
        with serve(gongkai, where, 8195) as s:
            times.append(s.first_page * 1e3)
            memory = s.resident()
    times.sort()
    median = times[len(times) // 2]
    return [("server start to first page (median of %d), resident memory idle" % STARTS,
             f"{median:.0f} ms; {memory:.1f} MiB", "≤ 100 ms; ≤ 32 MiB", median <= 100 and memory <= 32)]


def growing(gongkai, build, folder, few, many):
    """p99 of whole pages, made anew each time, with few and with many filings."""
    best = {}
    tool = build / "bench/bench_filing"
    for n in (few, many):
        subprocess.run([tool, "fill", folder / f"{n}.db", str(n)], check=True, stdout=subprocess.DEVNULL)
    for n in (few, many):
        with serve(gongkai, folder / f"{n}.db", 8195, "--cache-mb", "0"):
            paths = ["/", "/reports", "/units", "/reports?year=2023", report_page(8195)]
            for _ in range(ROUNDS):
                for i, path in enumerate(paths):
                    times = []
                    for _ in range(200):
                        began = time.perf_counter()
                        with urllib.request.urlopen(f"http://127.0.0.1:8195{path}") as answer:
                            answer.read()
                        times.append(time.perf_counter() - began)
                    times.sort()
                    best[n, i] = min(best.get((n, i), 1e9), times[197])
    names = ["home", "reports", "units", "a year", "a report"]
    ratios = [best[many, i] / best[few, i] for i in range(len(names))]
    return [(f"the same pages with {few:,} and {many:,} stored reports, p99, not cached",
             "; ".join(f"{name} {best[few, i] * 1e3:.2f} → {best[many, i] * 1e3:.2f} ms ({ratios[i]:.2f} ×)"
                       for i, name in enumerate(names)), "≤ 1.3 ×", max(ratios) <= 1.3)]


def searching(build, folder, documents, server):
    def ask(where):
        return json.loads(subprocess.run([build / "bench/bench_search", str(documents), where], check=True,
                                         capture_output=True, text=True).stdout)
    lite = ask(folder / "search.db")
    beside = ""
    if server:
        pg = ask(server)
        beside = f"; PostgreSQL p50 {pg['p50_ms']:.2f}, p99 {pg['p99_ms']:.2f} ms"
    return [(f"search, {documents:,} documents of 500 characters, two-character word, top 20 with snippets",
             f"SQLite p50 {lite['p50_ms']:.2f}, p99 {lite['p99_ms']:.2f} ms{beside}", "p99 ≤ 5 ms",
             lite["p99_ms"] <= 5)]


def entering(build, folder, server):
    """Ledger entries made durable by eight threads, beside bare SQLite committing as many bytes."""
    command = [build / "bench/bench_ledger", "write", "2", "4", folder]
    said = subprocess.run([*command, *([server] if server else [])], check=True, capture_output=True, text=True)
    m = json.loads(said.stdout)
    ratio = m["sqlite_per_s"] / m["bare_sqlite_per_s"]
    beside = f"; PostgreSQL {m['postgresql_per_s']:,.0f}" if server else ""
    return [("ledger entries written durably, 8 writers, against bare SQLite committing the same bytes",
             f"{m['sqlite_per_s']:,.0f} against {m['bare_sqlite_per_s']:,.0f} a second: {ratio:.2f} ×{beside}",
             "≥ 0.7 ×", ratio >= 0.7)]


def rows(build, gongkai, filings, documents):
    """Rows of the table: (what, measured, aim, met)."""
    for tool in ("nginx", "wrk"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is not installed (apt-get install nginx-light wrk)")
    table = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        table += pages(gongkai, folder)
        table += starting(gongkai, folder)
        table += growing(gongkai, build, folder, 1000, filings)
        reports = folder / "reports"
        subprocess.run([sys.executable, ROOT / "tools/make_reports.py", "10000", reports], check=True)
        table += bench_import.importing(gongkai, reports)
        if cluster.programs():
            with cluster.Cluster() as server:
                table += searching(build, folder, documents, server.address)
                table += entering(build, folder, server.address)
        else:
            table += searching(build, folder, documents, None)
            table += entering(build, folder, None)
    return table


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    filings = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    documents = int(sys.argv[3]) if len(sys.argv) > 3 else 200000
    gongkai = build / "gongkai" if (build / "gongkai").exists() else build / "src/app/gongkai"
    for row in rows(build, gongkai, filings, documents):
        print("\n    ".join(map(str, row)), flush=True)


if __name__ == "__main__":
    main()
