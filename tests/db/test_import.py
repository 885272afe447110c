#!/usr/bin/env python3
"""gongkai report import when it is killed: what was said to be filed is there, nothing is half there,
and importing once more ends with everything filed once. On SQLite and on PostgreSQL.

usage: tests/db/test_import.py GONGKAI-BINARY [ROUNDS]
"""

import os
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import cluster

HERE = pathlib.Path(__file__).resolve().parent
MAKE = HERE.parent.parent / "tools" / "make_reports.py"
REPORTS, ROUNDS_SQLITE, ROUNDS_PG = 300, 20, 8
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
    name = "SQLite"

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

    def check(self):
        if os.path.exists(self.where):
            assert self.ask("PRAGMA integrity_check") == [("ok",)]
            assert self.ask("PRAGMA foreign_key_check") == []


class Postgresql:
    name = "PostgreSQL"

    def __init__(self, server, number):
        self.server = server
        self.base = f"crash{number}"
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


def round_of(binary, base, folder, reports, when):
    key = folder / "ledger.key"
    said = import_and_kill(command(binary, base.where, key, reports), when)
    there = judge(base, said)
    done = subprocess.run(command(binary, base.where, key, reports), capture_output=True, text=True,
                          timeout=300)
    assert done.returncode in (0, 1), done.stderr
    assert f"收下{REPORTS - there}份" in done.stdout, done.stdout[-200:]
    assert judge(base, {}) == REPORTS
    waiting = base.ask("SELECT count(*) FROM ledger_entry WHERE number IS NULL")
    assert int(waiting[0][0]) == 0, f"{waiting} entries were not numbered"
    return len(said), there


def rounds(binary, make_base, count, reports, number):
    chance, seen = random.Random(7), []
    for i in range(count):
        when = chance.choice((chance.uniform(0.0, 0.9), chance.randint(1, REPORTS)))
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            base = make_base(folder, i)
            try:
                seen.append(round_of(binary, base, folder, reports, when))
            except AssertionError as why:
                print(f"not ok {number} - {base.name}: killed at {when}\n# {why}")
                return False
    partly = sum(0 < there < REPORTS for _, there in seen)
    print(f"# {base.name}: {count} kills, {partly} of them in the middle, filed before: "
          f"{sorted(there for _, there in seen)}")
    # A test in which nothing was interrupted would prove nothing.
    good = partly > 0
    print(f"{'ok' if good else 'not ok'} {number} - {base.name}: {count} times killed while importing",
          flush=True)
    return good


def main(arguments):
    binary = pathlib.Path(arguments[0]).resolve()
    factor = int(arguments[1]) if len(arguments) > 1 else 1
    print("1..2", flush=True)
    with tempfile.TemporaryDirectory() as name, cluster.Cluster() as server:
        reports = pathlib.Path(name) / "reports"
        subprocess.run([sys.executable, MAKE, str(REPORTS), reports], check=True)
        good = rounds(binary, lambda folder, _: Sqlite(folder), ROUNDS_SQLITE * factor, reports, 1)
        good &= rounds(binary, lambda _, i: Postgresql(server, i), ROUNDS_PG * factor, reports, 2)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
