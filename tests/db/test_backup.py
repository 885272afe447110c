#!/usr/bin/env python3
"""A backup goes from SQLite to PostgreSQL and back and is still the same; one that was touched is refused.

usage: test_backup.py GONGKAI-BINARY
"""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import cluster

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ledger"))
import verify_receipt  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(sys.argv[1]).resolve()
count = failed = 0


def point(good, name, note=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print("# " + note.replace("\n", "\n# "))


def run(*words):
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, cwd=ROOT,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.returncode, done.stdout + done.stderr


def manifest(file):
    with sqlite3.connect(file) as c:
        return c.execute("SELECT name, rows, hex(sha256) FROM backup_manifest ORDER BY name").fetchall()


def works(name, *words, status=0):
    code, said = run(*words)
    point(code == status, name, said)
    return said


def keep_receipts(db, folder):
    """Receipts of some entries, as their holders keep them."""
    kept = [folder / "request.txt"]
    with sqlite3.connect(db) as c:
        subjects = [s for (s,) in c.execute("SELECT DISTINCT subject FROM ledger_entry ORDER BY id LIMIT 4")]
    for i, subject in enumerate(subjects):
        file = folder / f"receipt{i}.txt"
        said = works(f"receipt of entry {i}", "receipt", "proof", "--db", db, subject)
        file.write_text(said, encoding="utf-8")
        kept.append(file)
    point(len(kept) == 5, "five receipts are kept")
    return kept


def still_proved(receipts, where, db, key):
    """Each receipt of before holds as it is, and gets a proof from this database that holds too."""
    vkey = receipts[0].read_text(encoding="utf-8").splitlines()[1].removeprefix("key ")
    good, notes = True, []
    for file in receipts:
        fresh = file.with_suffix(".fresh")
        code, said = run("receipt", "proof", "--db", db, "--key", key, file)
        fresh.write_text(said, encoding="utf-8")
        good &= code == 0
        for each in (file, fresh):
            code, said = run("receipt", "verify", "--key", vkey, each)
            # The one of the request was signed before it had a number.
            proved = each == fresh or each.name != "request.txt"
            good &= code == 0 and ("入账    成立" in said) == proved
            try:
                good &= (verify_receipt.verify(each.read_bytes(), vkey)[2] is not None) == proved
            except verify_receipt.Broken as why:
                good, said = False, f"{said}\n{why}"
            notes.append(said)
    point(good, f"receipts of before are proved {where}", "\n".join(notes))


def main():
    with tempfile.TemporaryDirectory() as folder, cluster.Cluster() as server:
        folder = pathlib.Path(folder)
        lite, first, second = folder / "a.db", folder / "first.backup", folder / "second.backup"
        key = folder / "a.db.key"
        works("reports into SQLite", "report", "import", "--db", lite, "--add-units", "--state",
              "published", "demo")
        works("a user", "user", "add", "--db", lite, "--role", "admin", "someone")
        works("a clerk", "user", "add", "--db", lite, "--role", "clerk", "--unit", "天坛街道办事处", "ban.shi")
        works("a request", "request", "add", "--db", lite, "--as", "ban.shi", "--channel", "counter", "--name",
              "李试验", "--id-number", "11010519491231002X", "--phone", "010-65432100", "--title", "名单", "--text",
              "请公开名单", "--file", ROOT / "demo/tiantan-2023.txt", "--receipt", folder / "request.txt")
        receipts = keep_receipts(lite, folder)
        works("backup of SQLite", "backup", "--db", lite, first)
        works("a second one does not go over the first", "backup", "--db", lite, first, status=2)
        works("restore into PostgreSQL", "restore", "--db", server.address, first)
        works("PostgreSQL holds", "selfcheck", "--db", server.address, "--key", key)
        still_proved(receipts, "in PostgreSQL", server.address, key)
        works("restore into a database that is not empty", "restore", "--db", server.address, first,
              status=2)
        works("backup of PostgreSQL", "backup", "--db", server.address, second)
        point(manifest(first) == manifest(second), "both backups say the same",
              f"{manifest(first)}\n{manifest(second)}")
        again = folder / "b.db"
        works("restore into SQLite", "restore", "--db", again, second)
        works("SQLite holds", "selfcheck", "--db", again, "--key", key)
        still_proved(receipts, "in SQLite again", again, key)
        works("it goes on from there", "report", "import", "--db", again, "--key", key, "--add-units",
              ROOT / "demo/tiantan-2023.txt", status=1)
        still_proved(receipts, "in a ledger that went on", again, key)
        for table, column in (("filing", "n_errors"), ("ledger_payload", "payload"), ("unit", "name")):
            touched = folder / f"{table}.backup"
            shutil.copy(first, touched)
            with sqlite3.connect(touched) as c:
                for (trigger,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    c.execute(f'DROP TRIGGER "{trigger}"')
                c.execute(f"UPDATE {table} SET {column} = 7 WHERE rowid = (SELECT min(rowid) FROM {table})")
            works(f"a backup whose {table} was touched is refused", "restore", "--db", folder / "c.db",
                  touched, status=2)
        cut = folder / "cut.backup"
        cut.write_bytes(first.read_bytes()[:5000])
        works("a backup that was cut off is refused", "restore", "--db", folder / "c.db", cut, status=2)
        point(not (folder / "c.db").exists(), "and leaves no database behind")
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
