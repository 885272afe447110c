#!/usr/bin/env python3
"""A case file holds everything, is believed by a stranger, and by nobody once anything in it was changed.

usage: tests/ledger/test_bundle.py GONGKAI
"""

import json
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import verify_bundle as stranger  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = None
FLIPS = 200


def run(*words, status=0):
    done = subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, cwd=ROOT)
    if done.returncode != status:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts:
            z.writestr(name, data)


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="gongkai-bundle-"))
        db = cls.db = cls.folder / "a.db"
        run("report", "import", "--db", db, "--add-units", "demo/tiantan-2023.txt")
        run("user", "add", "--db", db, "--role", "clerk", "--unit", "天坛街道办事处", "ban.shi")
        said = run("request", "add", "--db", db, "--as", "ban.shi", "--channel", "counter", "--name", "李试验",
                   "--id-number", "11010519491231002X", "--phone", "010-65432100", "--title", "改造名单",
                   "--text", "请公开改造名单", "--file", "demo/tiantan-2023.txt")
        cls.number = said.split()[1]
        run("request", "step", "--db", db, "--as", "ban.shi", "assign", cls.number)
        cls.zip = cls.folder / "case.zip"
        run("request", "bundle", "--db", db, "--as", "ban.shi", "--why", "移送法院", "-o", cls.zip, cls.number)
        with zipfile.ZipFile(cls.zip) as z:
            cls.parts = [(n, z.read(n)) for n in z.namelist()]
        cls.vkey = dict(cls.parts)["key.txt"].decode().strip()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def refused(self, parts, what):
        path = self.folder / "changed.zip"
        write(path, parts)
        with self.assertRaises(stranger.Broken, msg=what):
            stranger.verify(path, self.vkey)

    def test_it_holds_everything(self):
        self.assertEqual(stranger.verify(self.zip, self.vkey), (self.number, 1, 2, 2))
        parts = dict(self.parts)
        index = json.loads(parts["index.json"])
        self.assertEqual(parts[index["files"][0]["path"]], (ROOT / "demo/tiantan-2023.txt").read_bytes())
        self.assertEqual([d["event"] for d in index["history"]], ["register", "assign"])
        self.assertEqual(index["applicant"]["name"], "李试验")
        for words in ("李试验", "请公开改造名单", "改造名单", "移送"):
            self.assertEqual(words in parts["index.txt"].decode(), words != "移送")
        self.assertIn("reply_due", json.loads(parts["clock.json"]))
        for name, data in parts.items():
            if name.startswith("receipts/"):
                file = self.folder / "receipt.txt"
                file.write_bytes(data)
                self.assertIn("入账    成立", run("receipt", "verify", "--key", self.vkey, file))
                self.assertNotIn("李试验", data.decode())

    def test_another_key_is_not_believed(self):
        other = self.folder / "b.db"
        run("report", "import", "--db", other, "--add-units", "demo/tiantan-2023.txt")
        with sqlite3.connect(other) as c:
            (subject,) = c.execute("SELECT subject FROM ledger_entry LIMIT 1").fetchone()
        said = run("receipt", "proof", "--db", other, subject)
        theirs = said.splitlines()[1].removeprefix("key ")
        self.assertNotEqual(theirs, self.vkey)
        with self.assertRaises(stranger.Broken):
            stranger.verify(self.zip, theirs)

    def test_every_part_counts(self):
        r = random.Random(4)
        for i, (name, data) in enumerate(self.parts):
            for _ in range(8 if name == "manifest.txt" else 2):
                changed = bytearray(data)
                changed[r.randrange(len(changed))] ^= 1 << r.randrange(8)
                self.refused([*self.parts[:i], (name, bytes(changed)), *self.parts[i + 1:]], name)
            self.refused([*self.parts[:i], *self.parts[i + 1:]], f"without {name}")
        self.refused([*self.parts, ("files/99.txt", b"more")], "with more")

    def test_a_flipped_byte_of_the_zip_changes_nothing_unseen(self):
        r, original, path = random.Random(6), self.zip.read_bytes(), self.folder / "flipped.zip"
        for _ in range(FLIPS):
            data, at = bytearray(original), r.randrange(len(original))
            data[at] ^= 1 << r.randrange(8)
            path.write_bytes(data)
            try:
                stranger.verify(path, self.vkey)
            except stranger.Broken:
                continue
            # Dates and the like of the ZIP itself say nothing.
            self.assertEqual(dict(self.parts), stranger.read(path), f"byte {at}")

    def test_it_is_a_look_and_wants_a_reason(self):
        run("request", "bundle", "--db", self.db, "--as", "ban.shi", "-o", self.folder / "no.zip", self.number,
            status=2)
        self.assertFalse((self.folder / "no.zip").exists())


if __name__ == "__main__":
    BINARY = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
