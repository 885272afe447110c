#!/usr/bin/env python3
"""gongkai request add and step killed without warning, at any moment, two of them at once: what was
acknowledged is there afterwards, its receipts verify, and nothing is half there. On SQLite and on PostgreSQL.

usage: tests/db/test_request_crash.py GONGKAI-BINARY [SECONDS]
"""

import concurrent.futures
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

import cluster
from test_import import Postgresql, Sqlite

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SECONDS, WORKERS, LEAST_KILLS, LEAST_DEEDS, MOST_RECEIPTS = 6, 2, 10, 2, 12
# A machine that is busy with other things needs longer for the same.
MOST_SECONDS = 120
NUMBER = re.compile(r"编号　　(\S+)")
OFFICE = (("code", "天坛街"), ("phone", "010-12345678"), ("reconsideration", "北京市东城区人民政府"),
          ("court", "北京市东城区人民法院"))

# What must never be found: rows that stand for half a deed. Each gives a number that must be 0.
HALVES = {
    "requests without a history": "SELECT count(*) FROM request r WHERE n_events = 0 OR n_events <>"
                                  " (SELECT count(*) FROM request_event e WHERE e.request = r.id)",
    "requests without a state": "SELECT count(*) FROM request WHERE state = 'none'",
    "deeds without an entry": "SELECT count(*) FROM request_event e LEFT JOIN ledger_entry l"
                              " ON l.id = e.entry WHERE l.id IS NULL",
    "entries without a deed": "SELECT count(*) FROM ledger_entry l WHERE subject LIKE 'request/%' AND"
                              " NOT EXISTS (SELECT 1 FROM request_event e WHERE e.entry = l.id)",
    "documents without their blob": "SELECT count(*) FROM request_document d LEFT JOIN blob b"
                                    " ON b.sha256 = d.blob WHERE b.sha256 IS NULL",
    "blobs of no document": "SELECT count(*) FROM blob b WHERE NOT EXISTS"
                            " (SELECT 1 FROM request_document d WHERE d.blob = b.sha256)",
    "pieces missing": "SELECT count(*) FROM blob b WHERE size <> (SELECT coalesce(sum(length(p.bytes)),"
                      " 0) FROM blob_piece p WHERE p.sha256 = b.sha256)",
    "requests without their file": "SELECT count(*) FROM request r WHERE NOT EXISTS"
                                   " (SELECT 1 FROM request_document d WHERE d.request = r.id)",
    "letters without their file": "SELECT count(*) FROM request_event e WHERE e.letter <> '' AND NOT EXISTS"
                                  " (SELECT 1 FROM request_document d WHERE d.request = e.request"
                                  " AND d.event = e.number AND d.kind LIKE 'letter:%')",
    "applicants without a key": "SELECT count(*) FROM applicant a WHERE NOT EXISTS"
                                " (SELECT 1 FROM applicant_key k WHERE k.applicant = a.id)",
    "applicants of no request": "SELECT count(*) FROM applicant a WHERE NOT EXISTS"
                                " (SELECT 1 FROM request r WHERE r.applicant = a.id)",
    "requests nobody would find alike": "SELECT count(*) FROM request r WHERE NOT EXISTS"
                                        " (SELECT 1 FROM request_sketch s WHERE s.request = r.id)",
}


class Office:
    """A database with an office in it, and what it acknowledged."""

    def __init__(self, binary, base, folder):
        self.binary, self.base, self.folder = binary, base, folder
        self.receipts, self.deeds, self.kills, self.made = [], {}, 0, 0
        self.usual, self.lock = 0.2, threading.Lock()
        (folder / "file.txt").write_text("附件\n" * 500, encoding="utf-8")
        self.must("report", "import", "--add-units", "--state", "published", ROOT / "demo/tiantan-2023.txt")
        self.base.ask("SELECT 1")
        for role in ("clerk", "office_head"):
            self.must("user", "add", "--role", role, "--unit", "天坛街道办事处", role)
        for name, value in OFFICE:
            self.must("office", "set", "--as", "office_head", name, value)
        self.before = int(self.base.ask("SELECT count(*) FROM blob")[0][0])

    def command(self, *arguments):
        return [self.binary, *arguments, "--db", self.base.where]

    def run(self, *arguments):
        return subprocess.run(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, env=self.environment(), cwd=self.folder)

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.folder),
                "GONGKAI_KEY": str(self.folder / "ledger.key"), "GONGKAI_SEAL": str(self.folder / "seal.key")}

    def must(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout}"
        return done.stdout

    def killed(self, when, *arguments):
        """What it said and whether it came to its end before `when`."""
        began = time.monotonic()
        child = subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 text=True, env=self.environment(), cwd=self.folder)
        try:
            said, _ = child.communicate(timeout=when)
            with self.lock:
                self.usual = 0.8 * self.usual + 0.2 * (time.monotonic() - began)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            said, _ = child.communicate()
            with self.lock:
                self.kills += child.returncode == -signal.SIGKILL
        # Who waits too long for a slow disk is told so, and nothing is kept: as good as killed.
        assert child.returncode in (0, -signal.SIGKILL) or "数据库正忙" in said, said
        return said, child.returncode == 0

    def add(self, when):
        with self.lock:
            self.made += 1
            n = self.made
        receipt = self.folder / f"receipt-{n}.txt"
        said, _ = self.killed(when, "request", "add", "--as", "clerk", "--channel", "counter", "--day",
                              "2024-02-05", "--name", "甄有礼", "--id-type", "护照", "--id-number", f"E{n:08}",
                              "--phone", "13800138000", "--title", f"第{n}号地块补偿方案", "--text",
                              f"请公开第{n}号地块的材料", "--file", self.folder / "file.txt", "--receipt", receipt)
        number = NUMBER.search(said)
        with self.lock:
            if receipt.exists():
                self.receipts.append(receipt)
            if number:
                self.deeds[number.group(1)] = [1]

    def step(self, when, number, deeds):
        taken = len(deeds)
        step = [["assign"], ["ask_correction", "--until", "2024-03-01", "--remark", "请写明"]][taken - 1]
        _, done = self.killed(when, "request", "step", "--as", "clerk", *step, "--day", "2024-02-06", number)
        rows = self.base.ask(f"SELECT n_events FROM request WHERE number = '{number}'")
        events = int(rows[0][0])
        # It may have been kept without being said, never said without being kept.
        assert events == taken + 1 or (events == taken and not done), (number, events, taken, done)
        deeds += [1] * (events - taken)

    def enough(self):
        return self.kills >= LEAST_KILLS and len(self.deeds) >= LEAST_DEEDS

    def live(self, worker, seconds):
        dice, began = random.Random(worker), time.monotonic()
        while time.monotonic() < began + (seconds if self.enough() else MOST_SECONDS):
            when = dice.uniform(0.02, 1.25) * self.usual
            with self.lock:
                open_ones = [(k, d) for k, d in self.deeds.items() if len(d) < 3]
                # Each worker has requests of its own, or a step might find another one's.
                mine = [(k, d) for k, d in open_ones if int(k[-5:]) % WORKERS == worker]
            if mine and dice.random() < 0.5:
                self.step(when, *dice.choice(mine))
            else:
                self.add(when)


def check(office):
    """Everything that was said is there, and nothing stands for half a deed."""
    # Who was killed between keeping and numbering left the number to the next command, and with it the proof.
    office.must("office", "set", "--as", "office_head", *OFFICE[1])
    for name, text in HALVES.items():
        found = int(office.base.ask(text)[0][0])
        if name == "blobs of no document":
            found -= office.before
        assert found == 0, f"{name}: {found}"
    office.base.check()
    stored = dict(office.base.ask("SELECT number, n_events FROM request"))
    for number, deeds in office.deeds.items():
        assert int(stored.get(number, 0)) == len(deeds), f"{number}: {stored.get(number)}, not {len(deeds)}"
    assert len(stored) <= office.made
    for words in (("ledger", "verify"), ("selfcheck",)):
        office.must(*words)
    for receipt in random.Random(1).sample(office.receipts, min(MOST_RECEIPTS, len(office.receipts))):
        office.must("receipt", "proof", receipt)
    for number in list(office.deeds)[:3]:
        shown = office.must("request", "show", "--as", "clerk", "--why", "核对身份", number)
        assert "甄有礼" in shown and "file.txt" in shown, shown


def killed_at_any_moment(binary, base, seconds):
    with tempfile.TemporaryDirectory() as name:
        office = Office(binary, base, pathlib.Path(name))
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for done in [pool.submit(office.live, i, seconds) for i in range(WORKERS)]:
                done.result()
        check(office)
        # And it goes on: one more comes in, and is what it was.
        acknowledged = len(office.deeds)
        office.add(60)
        assert len(office.deeds) == acknowledged + 1
        check(office)
        assert office.enough(), (office.kills, acknowledged)
        return f"{office.kills} killed, {acknowledged} acknowledged, {len(office.receipts)} receipts"


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    bad = 0
    print("1..2")
    with tempfile.TemporaryDirectory() as name, cluster.Cluster() as server:
        bases = (("SQLite", Sqlite(pathlib.Path(name))), ("PostgreSQL", Postgresql(server)))
        for i, (label, base) in enumerate(bases, 1):
            try:
                print(f"# {killed_at_any_moment(binary, base, seconds)}")
                print(f"ok {i} - requests killed on {label}", flush=True)
            except AssertionError as why:
                bad = 1
                print(f"not ok {i} - requests killed on {label}\n# " + str(why).replace("\n", "\n# "),
                      flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
