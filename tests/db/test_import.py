#!/usr/bin/env python3
"""gongkai report import on bad days: killed, two at once, a locked database, a disk that takes no more, a
server that goes away. What was said to be filed is there, nothing is half there, and importing once
more ends with everything filed once. On SQLite and on PostgreSQL.

usage: tests/db/test_import.py GONGKAI-BINARY [ROUNDS]
"""

import os
import pathlib
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import cluster

HERE = pathlib.Path(__file__).resolve().parent
MAKE = HERE.parent.parent / "tools" / "make_reports.py"
REPORTS, ROUNDS_SQLITE, ROUNDS_PG = 300, 10, 5
FILED = re.compile(r"^(\S+)　(\S+)　\d+年　已公布　")

# What must never be found: rows that stand for half a deed. Each gives a number that must be 0.
HALVES = {
    "versions missing": "SELECT count(*) FROM filing f WHERE n_versions <>"
                        " (SELECT count(*) FROM filing_version v WHERE v.filing = f.id)",
    "files missing": "SELECT count(*) FROM filing_version v LEFT JOIN blob b ON b.sha256 = v.blob"
                     " WHERE b.sha256 IS NULL OR b.size <> v.size",
    "pieces missing": "SELECT count(*) FROM blob b WHERE size <> (SELECT coalesce(sum(length(p.bytes)),"
                      " 0) FROM blob_piece p WHERE p.sha256 = b.sha256)",
    "not taken to the end": "SELECT count(*) FROM filing WHERE state <> 'published'",
    "steps missing": "SELECT count(*) FROM filing f WHERE 3 <>"
                     " (SELECT count(*) FROM filing_step s WHERE s.filing = f.id)",
    "entries missing": "SELECT count(*) FROM filing_step s LEFT JOIN ledger_entry e ON e.id = s.entry"
                       " WHERE e.id IS NULL",
    "entries too many": "SELECT (SELECT count(*) FROM ledger_entry WHERE kind LIKE 'report.%') -"
                        " (SELECT count(*) FROM filing_step)",
    "units without a report": "SELECT count(*) FROM unit u WHERE NOT EXISTS"
                              " (SELECT 1 FROM filing f WHERE f.unit = u.id)",
    "lists": "SELECT 2 * (SELECT count(*) FROM filing) - (SELECT count(*) FROM filing_above)",
    "counts": "SELECT 2 * (SELECT count(*) FROM filing) - (SELECT coalesce(sum(n), 0) FROM filing_tally)",
}


class Sqlite:
    def __init__(self, folder):
        self.where = str(folder / "gongkai.db")

    def ask(self, text):
        if not os.path.exists(self.where):
            return []
        with sqlite3.connect(self.where) as db:
            try:
                return db.execute(text).fetchall()
            except sqlite3.OperationalError as why:
                assert "no such table" in str(why), why  # killed before the tables were there
                return []

    def drop(self):
        pass

    def check(self):
        if os.path.exists(self.where):
            assert self.ask("PRAGMA integrity_check") == [("ok",)]
            assert self.ask("PRAGMA foreign_key_check") == []


class Postgresql:
    made = 0

    def __init__(self, server):
        Postgresql.made += 1
        self.server = server
        self.base = f"import{Postgresql.made}"
        self.psql("postgres", f"CREATE DATABASE {self.base}")
        self.where = server.address.replace("/postgres?", f"/{self.base}?")

    def psql(self, base, text):
        address = self.server.address.replace("/postgres?", f"/{base}?")
        done = subprocess.run([self.server.bin / "psql", "-AtX", "-v", "ON_ERROR_STOP=1", "-d", address,
                               "-c", text], capture_output=True, text=True)
        if done.returncode:
            assert "does not exist" in done.stderr, done.stderr
            return []
        return [tuple(line.split("|")) for line in done.stdout.splitlines()]

    def ask(self, text):
        return self.psql(self.base, text)

    def drop(self):
        self.psql("postgres", f"DROP DATABASE {self.base} WITH (FORCE)")

    def check(self):
        pass


def command(binary, where, key, reports):
    return [binary, "report", "import", "--db", where, "--key", key, "--add-units", "--state",
            "published", reports]


def import_and_kill(arguments, when):
    """What it said before it was killed: after `when` lines, or `when` seconds if that is no integer."""
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = []
    if isinstance(when, float):
        time.sleep(when)
    else:
        for line in child.stdout:
            said.append(line)
            if len(said) >= when:
                break
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.wait()
    # A line that was cut off was not said.
    return {m.group(1): m.group(2) for line in said if line.endswith(b"\n")
            for m in [FILED.match(line.decode())] if m}


def judge(base, said):
    base.check()
    units = {row[0] for row in base.ask("SELECT u.name FROM filing f JOIN unit u ON u.id = f.unit")}
    missing = [path for path, unit in said.items() if unit not in units]
    assert not missing, f"{len(missing)} were said to be filed and are not there: {missing[:3]}"
    for what, text in HALVES.items():
        for (number,) in base.ask(text):
            assert int(number) == 0, f"{what}: {number}"
    return len(units)


def again(binary, base, key, reports, there):
    """Import once more: the rest is filed, everything once."""
    done = subprocess.run(command(binary, base.where, key, reports), capture_output=True, text=True,
                          timeout=300)
    assert done.returncode in (0, 1), done.stderr
    assert f"收下{REPORTS - there}份" in done.stdout, done.stdout[-200:]
    assert judge(base, {}) == REPORTS
    waiting = base.ask("SELECT count(*) FROM ledger_entry WHERE number IS NULL")
    assert int(waiting[0][0]) == 0, f"{waiting} entries were not numbered"


def kills(binary, make_base, count, reports):
    chance, seen = random.Random(7), []
    for i in range(4 * count):
        if i >= count and any(0 < there < REPORTS for there in seen):
            break
        when = chance.choice((chance.uniform(0.0, 0.9), chance.randint(1, REPORTS)))
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            base = make_base(folder)
            said = import_and_kill(command(binary, base.where, folder / "key", reports), when)
            seen.append(judge(base, said))
            again(binary, base, folder / "key", reports, seen[-1])
            base.drop()
    partly = sum(0 < there < REPORTS for there in seen)
    print(f"# {len(seen)} kills, {partly} of them in the middle, filed before: {sorted(seen)}")
    assert partly, "nothing was interrupted, so nothing was proved"


def two_at_once(binary, make_base, _, reports):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = make_base(folder)
        both = [subprocess.Popen(command(binary, base.where, folder / "key", reports),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(2)]
        said = [b.communicate(timeout=300) for b in both]
        for child, (_, err) in zip(both, said):
            assert child.returncode in (0, 1), err
        filed = [{m.group(1) for m in map(FILED.match, out.splitlines()) if m} for out, _ in said]
        assert not filed[0] & filed[1], "said by both to be filed"
        assert len(filed[0] | filed[1]) == REPORTS
        assert judge(base, {}) == REPORTS
        again(binary, base, folder / "key", reports, REPORTS)


def stopped_in_the_middle(binary, base, folder, reports, trouble, **options):
    """Import, with trouble on the way: it stops with a sentence and nothing half done."""
    child = subprocess.Popen(command(binary, base.where, folder / "key", reports),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    said = [child.stdout.readline()]
    mend = trouble()
    said += child.stdout.readlines()
    err = child.stderr.read()
    child.wait()
    mend()
    assert child.returncode == 2, f"ended with {child.returncode}: {err}"
    sentences = [line for line in said + [err] if "。" in line and not FILED.match(line)]
    assert sentences, "no sentence was said"
    there = judge(base, {m.group(1): m.group(2) for m in map(FILED.match, said) if m})
    assert there < REPORTS, "the trouble came too late"
    again(binary, base, folder / "key", reports, there)
    print(f"# filed before: {there}; {sentences[-1].strip()}")


def no_more_room(binary, make_base, _, reports):
    """No file may grow beyond 1.5 MB: what a full disk does to the database and its log."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500000, 1500000))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = make_base(folder)
        stopped_in_the_middle(binary, base, folder, reports, lambda: lambda: None, preexec_fn=limit)


def locked(binary, make_base, _, reports):
    """Somebody else writes for two seconds: it waits."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = make_base(folder)
        child = subprocess.Popen(command(binary, base.where, folder / "key", reports),
                                 stdout=subprocess.PIPE, text=True)
        child.stdout.readline()
        other = sqlite3.connect(base.where, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(2)
        other.execute("ROLLBACK")
        other.close()
        out = child.stdout.read()
        child.wait()
        assert child.returncode == 0, out[-300:]
        assert judge(base, {}) == REPORTS


def server_gone(binary, make_base, _, reports):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = make_base(folder)

        def trouble():
            base.server.stop("fast")
            return base.server.start
        stopped_in_the_middle(binary, base, folder, reports, trouble)


def main(arguments):
    binary = pathlib.Path(arguments[0]).resolve()
    factor = int(arguments[1]) if len(arguments) > 1 else 1
    failed, number = 0, 0
    with tempfile.TemporaryDirectory() as name, cluster.Cluster() as server:
        reports = pathlib.Path(name) / "reports"
        subprocess.run([sys.executable, MAKE, str(REPORTS), reports], check=True)
        bases = {"SQLite": Sqlite, "PostgreSQL": lambda _: Postgresql(server)}
        tests = [("SQLite", kills, ROUNDS_SQLITE * factor), ("PostgreSQL", kills, ROUNDS_PG * factor),
                 ("SQLite", two_at_once, 1), ("PostgreSQL", two_at_once, 1), ("SQLite", locked, 1),
                 ("SQLite", no_more_room, 1), ("PostgreSQL", server_gone, 1)]
        print(f"1..{len(tests)}", flush=True)
        for base, test, count in tests:
            number += 1
            try:
                test(binary, bases[base], count, reports)
                print(f"ok {number} - {base}: {test.__name__.replace('_', ' ')}", flush=True)
            except (AssertionError, RuntimeError) as why:
                failed += 1
                print(f"not ok {number} - {base}: {test.__name__.replace('_', ' ')}\n# {why}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
