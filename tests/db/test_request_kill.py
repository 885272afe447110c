#!/usr/bin/env python3
"""gongkai request add and step killed at every step: just before, and in a second pass just after, the N-th call that
changes the database or a file beside it, for N = 1, 2, 3 … until a run comes to its end unharmed. After every kill the
database is as it was before or as an unharmed run leaves it, in every table; nothing that was acknowledged is lost;
and there is one N from which on the deed is kept. On SQLite: a server of PostgreSQL is another process.

usage: tests/db/test_request_kill.py GONGKAI-BINARY KILL-AT-LIBRARY [EVERY-N]
"""

import concurrent.futures
import copy
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading

from test_import import Sqlite
from test_request_crash import HALVES, NUMBER, Office

ENDS, BETWEEN, LANES = 20, 8, 2
# Numbering and signing is a transaction of its own, which may or may not have come after the deed's.
OF_THE_TREE = {"ledger_node", "ledger_checkpoint"}
ASSIGN = ("clerk", "assign")
ANSWER = (ASSIGN, ("office_head", "draft", "--outcome", "denied_process_info", "--set", "reason=属于讨论稿，尚未定稿"),
          ("reviewer", "review"), ("approver", "sign"), ("clerk", "serve", "--service", "mail"))
# Who does what; the last of them is killed.
STEPS = {
    "correction asked": (ASSIGN, ("clerk", "ask_correction", "--until", "2024-03-01", "--remark", "请写明")),
    "extended": (ASSIGN, ("office_head", "extend", "--workdays", "5", "--remark", "材料较多")),
    "signed": ANSWER[:4],
    "served": ANSWER,
}


def sampled(n):
    """1 … n, or the first and the last of them and some between."""
    if n <= 2 * ENDS + BETWEEN:
        return list(range(1, n + 1))
    between = [ENDS + (i + 1) * (n - 2 * ENDS) // (BETWEEN + 1) for i in range(BETWEEN)]
    return [*range(1, ENDS + 1), *between, *range(n - ENDS + 1, n + 1)]


class Deed:
    """One command, run over and over on copies of one database."""

    def __init__(self, office, label, words, library):
        self.office, self.label, self.words, self.library = office, label, words, library
        self.local, self.n = threading.local(), 0

    def copied(self, folder):
        """The office once more, in a folder of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.office.folder, folder)
        twin = copy.copy(self.office)
        twin.folder, twin.base = folder, Sqlite(folder)
        return twin

    def run(self, twin, **settings):
        """(exit status, what was said) of the command with the library in it."""
        environment = {**os.environ, **twin.environment(), "LD_PRELOAD": str(self.library),
                       "KILL_UNDER": f"{twin.folder}/", **settings}
        # The sanitizer wants to be the first that is loaded; it finds out by itself that it is not.
        environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        done = subprocess.run(twin.command(*self.words), capture_output=True, text=True, env=environment,
                              cwd=twin.folder)
        return done.returncode, done.stdout + done.stderr

    def state(self, twin):
        """What there is: rows of every table, what each request says, whether each entry has its payload."""
        with sqlite3.connect(twin.base.where) as db:
            names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT"
                                              " LIKE 'CREATE VIRTUAL%' ORDER BY name")]
            counts = tuple((n, db.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0]) for n in names
                           if n not in OF_THE_TREE)
            requests = tuple(db.execute("SELECT number, state, n_events, due FROM request ORDER BY number"))
            events = tuple(db.execute("SELECT request, number, event, letter <> '', undone FROM request_event"
                                      " ORDER BY request, number"))
            documents = tuple(db.execute("SELECT request, event, kind, blob IS NULL FROM request_document"
                                         " ORDER BY id"))
            entries = tuple(db.execute("SELECT e.kind, p.payload IS NULL FROM ledger_entry e LEFT JOIN"
                                       " ledger_payload p ON p.entry_id = e.id ORDER BY e.id"))
        return counts, requests, events, documents, entries

    def measure(self, folder):
        """An unharmed run: how many calls, and what it leaves."""
        twin = self.copied(folder)
        self.before = self.state(twin)
        counted = folder.parent / f"{folder.name}.count"
        status, said = self.run(twin, KILL_COUNT=str(counted))
        assert status == 0, said
        self.n, self.after = int(counted.read_text()), self.state(twin)
        assert self.n >= 3 and self.before != self.after, (self.label, self.n)

    def kill(self, folder, at, late):
        """Was the deed kept? Everything else is as it has to be."""
        twin = self.copied(folder)
        status, said = self.run(twin, KILL_AT=str(at), KILL_AFTER=str(int(late)))
        where = f"{self.label}, {'after' if late else 'before'} call {at} of {self.n}"
        # What is random in a deed may make it a call shorter than the one that was measured.
        unharmed = status == 0 and at > self.n - ENDS // 2
        assert status == -signal.SIGKILL or unharmed, f"{where}: ended with {status}: {said}"
        for words in (("selfcheck",), ("ledger", "verify")):
            done = twin.run(*words)
            assert done.returncode == 0, f"{where}: {words}: {done.stdout}"
        twin.base.check()
        for name, text in HALVES.items():
            found = int(twin.base.ask(text)[0][0]) - (twin.before if name == "blobs of no document" else 0)
            assert found == 0, f"{where}: {name}: {found}"
        now = self.state(twin)
        assert now in (self.before, self.after), f"{where}: half: {now}"
        receipt = twin.folder / "receipt.txt"
        if unharmed or receipt.exists() or NUMBER.search(said):
            assert now == self.after, f"{where}: lost what was acknowledged: {said}"
        if receipt.exists():
            subprocess.run([twin.binary, "receipt", "verify", receipt], check=True, capture_output=True)
            done = twin.run("receipt", "proof", receipt)
            assert done.returncode == 0 or "还没有编号" in done.stdout, f"{where}: {done.stdout}"
        return now == self.after


def goes_on(deed, folder, at):
    """After a kill that left nothing the same once more is as if there had been none."""
    twin = deed.copied(folder)
    deed.run(twin, KILL_AT=str(at))
    status, said = deed.run(twin)
    assert status == 0 and deed.state(twin) == deed.after, f"{deed.label}: again after call {at}: {said}"
    if (twin.folder / "receipt.txt").exists():
        twin.must("receipt", "proof", twin.folder / "receipt.txt")


def killed(deed, root, every):
    """At every sampled call, before and after it; one line that says how many."""
    deed.measure(root / "whole")
    points = [(n, late) for n in (range(1, deed.n + 1) if every else sampled(deed.n)) for late in (False, True)]
    lanes, last_lost = [root / f"lane-{i}" for i in range(LANES)], 0

    def lane(i):
        return [(p, deed.kill(lanes[i], *p)) for p in points[i::LANES]]

    with concurrent.futures.ThreadPoolExecutor(LANES) as pool:
        kept = dict(p for found in pool.map(lane, range(LANES)) for p in found)
    order = [kept[p] for p in points]
    assert order == sorted(order), f"{deed.label}: kept, and not any more: {order}"
    last_lost = max((n for (n, _), k in kept.items() if not k), default=0)
    assert last_lost and any(order), f"{deed.label}: {order}"
    goes_on(deed, lanes[0], last_lost)
    return f"{deed.label}: {len(points)} kills at {deed.n} calls, kept from call {last_lost} on"


def offices(binary, root):
    """(office, label, command) of every deed; each with a database that is ready for it."""
    folder = root / "add"
    folder.mkdir()
    office = Office(binary, Sqlite(folder), folder)
    add = ["request", "add", "--as", "clerk", "--channel", "counter", "--day", "2024-02-05", "--name", "甄有礼",
           "--id-type", "护照", "--id-number", "E00000001", "--phone", "13800138000", "--title", "地块补偿方案",
           "--text", "请公开材料", "--file", "file.txt"]
    for role in ("reviewer", "approver"):
        office.must("user", "add", "--role", role, "--unit", "天坛街道办事处", role)
    yield office, "taken in with its receipt", [*add, "--receipt", "receipt.txt"]
    for i, (label, steps) in enumerate(STEPS.items()):
        twin = copy.copy(office)
        twin.folder = root / f"step-{i}"
        shutil.copytree(folder, twin.folder)
        twin.base = Sqlite(twin.folder)
        number = NUMBER.search(twin.must(*add)).group(1)
        todo = [["request", "step", "--as", who, *step, "--day", "2024-02-07", number] for who, *step in steps]
        for step in todo[:-1]:
            twin.must(*step)
        yield twin, label, todo[-1]


def main():
    binary, library = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
    bad, n = 0, 0
    print(f"1..{1 + len(STEPS)}")
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name).resolve()
        for n, (office, label, words) in enumerate(offices(binary, root), 1):
            try:
                print(f"# {killed(Deed(office, label, words, library), root, len(sys.argv) > 3)}")
                print(f"ok {n} - {label}", flush=True)
            except AssertionError as why:
                bad = 1
                print(f"not ok {n} - {label}\n# " + str(why).replace("\n", "\n# "), flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
