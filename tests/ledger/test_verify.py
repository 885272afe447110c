#!/usr/bin/env python3
"""Our verifier and an independent one over the same ledgers, whole and tampered with.

usage: tests/ledger/test_verify.py LEDGER_TOOL
"""

import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import verify as stranger  # noqa: E402

TOOL = None
TABLES = {"ledger_entry": "id", "ledger_payload": "entry_id", "ledger_node": "place",
          "ledger_checkpoint": "size"}
ENTRIES, CHANGES, FLIPS = 40, 250, 1200


class Ours:
    """The verifier of gongkai, kept running."""

    def __init__(self):
        self.process = subprocess.Popen([TOOL, "verify"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, path):
        """(integrity, ledger, sentence); "0" is good."""
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n").split(" ", 2)
        if len(answer) != 3:
            raise RuntimeError(f"the verifier died over {path}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait():
            raise RuntimeError(f"the verifier ended with {self.process.returncode}")


def theirs(path, vkey):
    """None when it holds, or why not."""
    try:
        stranger.verify(path, vkey)
    except stranger.Broken as why:
        return str(why)
    return None


def make(path, n, seed):
    done = subprocess.run([TOOL, "make", path, str(n), str(seed)], check=True, capture_output=True,
                          text=True)
    return done.stdout.strip()


def dump(path):
    """Every value of the ledger with its type, or None when it cannot be read."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.text_factory = bytes
    try:
        return [db.execute(f"SELECT * FROM {t} ORDER BY {key}").fetchall()
                for t, key in TABLES.items()]
    except sqlite3.Error:
        return None
    finally:
        db.close()


def without(path, *endings):
    for ending in endings:
        pathlib.Path(f"{path}{ending}").unlink(missing_ok=True)


class Verify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="gongkai-ledger-"))
        cls.whole = cls.folder / "whole.db"
        cls.vkey = make(cls.whole, ENTRIES, 11)
        cls.ours = Ours()

    @classmethod
    def tearDownClass(cls):
        cls.ours.close()
        shutil.rmtree(cls.folder)

    def test_whole_ledgers_of_many_sizes(self):
        for n in [*range(0, 12), 63, 64, 65, 200, 1000]:
            path = self.folder / f"n{n}.db"
            vkey = make(path, n, n + 1)
            self.assertEqual(vkey, self.vkey)
            self.assertEqual(stranger.verify(path, vkey)[:2], (n, 0))
            self.assertEqual(self.ours.ask(path), ["0", "0", ""])
            subprocess.run([TOOL, "leave", path], check=True)
            self.assertEqual(stranger.verify(path, vkey)[:2], (n, 2))
            self.assertEqual(self.ours.ask(path), ["0", "0", ""])

    def test_another_key(self):
        other = "gongkai.example/ledger+" + self.vkey.split("+", 1)[1]
        self.assertIsNone(theirs(self.whole, other))
        name, digest, text = self.vkey.split("+", 2)
        self.assertIn("hash", theirs(self.whole, f"{name}x+{digest}+{text}"))

    def change(self, db, r):
        """One random change of one value or row, by somebody who knows SQL."""
        table = r.choice(list(TABLES))
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        keys = [row[0] for row in db.execute(f"SELECT {TABLES[table]} FROM {table}")]
        key, column = r.choice(keys), r.choice(columns)
        where = f"WHERE {TABLES[table]} = ?"
        if r.random() < 0.1:
            db.execute(f"DELETE FROM {table} {where}", (key,))
            return f"{table} {key} deleted"
        value = db.execute(f"SELECT {column} FROM {table} {where}", (key,)).fetchone()[0]
        if r.random() < 0.1:
            new = None
        elif isinstance(value, int) or value is None:
            new = (value or 0) ^ 1 << r.randrange(63)
        else:
            data = bytearray(value.encode() if isinstance(value, str) else value)
            if data and r.random() < 0.8:
                data[r.randrange(len(data))] ^= 1
            else:
                data += b"A"
            new = data.decode("utf-8", "replace") if isinstance(value, str) else bytes(data)
        db.execute(f"UPDATE {table} SET {column} = ? {where}", (new, key))
        return f"{table} {key}: {column} {value!r} -> {new!r}"

    def test_both_say_the_same_of_any_change(self):
        r, broken, harmless = random.Random(5), 0, 0
        left = self.folder / "left.db"
        shutil.copy(self.whole, left)
        subprocess.run([TOOL, "leave", left], check=True)
        for _ in range(CHANGES):
            path = self.folder / "changed.db"
            without(path, "", "-wal", "-shm")
            shutil.copy(left, path)
            db = sqlite3.connect(path, isolation_level=None)
            db.execute("PRAGMA synchronous = OFF")
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in db.execute(triggers).fetchall():
                db.execute(f"DROP TRIGGER {name}")
            try:
                what = self.change(db, r)
            except sqlite3.IntegrityError:
                continue  # NOT NULL or a key: the database would not have it
            finally:
                db.close()
            _, ledger, sentence = self.ours.ask(path)
            why = theirs(path, self.vkey)
            self.assertEqual(ledger == "0", why is None, f"{what}\nours: {sentence}\ntheirs: {why}")
            broken += why is not None
            harmless += why is None
        # Harmless: fields of an entry that waits, the moment of a destruction.
        self.assertGreater(broken, CHANGES * 0.7)
        self.assertLess(harmless, CHANGES * 0.1)

    def test_a_flipped_byte_of_the_file_is_noticed_or_was_not_used(self):
        r, original = random.Random(8), self.whole.read_bytes()
        before, noticed = dump(self.whole), 0
        path = self.folder / "flipped.db"
        for _ in range(FLIPS):
            data, at, bits = bytearray(original), r.randrange(len(original)), r.randrange(1, 256)
            data[at] ^= bits
            without(path, "-wal", "-shm", "-journal")
            path.write_bytes(data)
            integrity, ledger, _ = self.ours.ask(path)
            if (integrity, ledger) != ("0", "0"):
                noticed += 1
                continue
            self.assertEqual(dump(path), before, f"byte {at} ^ {bits:#x} changed the ledger unseen")
        self.assertGreater(noticed, FLIPS * 0.2)


if __name__ == "__main__":
    TOOL = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
