#!/usr/bin/env python3
"""A case file holds everything, is believed by a stranger and by the program alone, and by neither once anything in it
was changed: what the two say of any bytes is the same.

usage: tests/ledger/test_bundle.py GONGKAI
"""

import base64
import concurrent.futures
import hashlib
import json
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import verify_bundle as stranger  # noqa: E402
from verify_receipt import BASE, ORDER, P, sha256, times  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = None
FLIPS, CUTS, LANES = 160, 25, 2


def run(*words, status=0):
    done = subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, cwd=ROOT)
    if done.returncode != status:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts:
            z.writestr(name, data)


def sign(seed, text):
    """Ed25519, RFC 8032 5.1.6."""
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254

    def pack(p):
        inverse = pow(p[2], P - 2, P)
        x, y = p[0] * inverse % P, p[1] * inverse % P
        return (y | (x & 1) << 255).to_bytes(32, "little")

    public, r = pack(times(a, BASE)), int.from_bytes(hashlib.sha512(h[32:] + text).digest(), "little") % ORDER
    point = pack(times(r, BASE))
    k = int.from_bytes(hashlib.sha512(point + public + text).digest(), "little") % ORDER
    return public, point + ((r + k * a) % ORDER).to_bytes(32, "little")


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

    def both(self, path, what, vkey=None):
        """Do both believe it? They have to be of one opinion. And what the program said."""
        vkey = vkey or self.vkey
        done = subprocess.run([BINARY, "bundle", "verify", "--key", vkey, path], capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 1), f"{what}: {done.stdout}{done.stderr}")
        self.assertEqual(done.stdout.rstrip().splitlines()[-1],
                         "结论    不成立" if done.returncode else "结论    成立：案卷完整，没有改动")
        self.assertEqual("不成立  " in done.stdout, done.returncode == 1)
        try:
            stranger.verify(path, vkey)
        except stranger.Broken as why:
            self.assertEqual(done.returncode, 1, f"{what}: only the stranger says {why}")
            return None, done.stdout
        self.assertEqual(done.returncode, 0, f"{what}: only the program says {done.stdout}")
        return stranger.read(path), done.stdout

    def refused(self, parts, what, name=""):
        path = self.folder / "changed.zip"
        write(path, parts)
        held, said = self.both(path, what)
        self.assertIsNone(held, what)
        self.assertIn(f"不成立  {name}", said, what)

    def signed(self, change):
        """A case file that the office's own key signed after it was changed: {name: bytes}, names in their order."""
        parts = dict(self.parts[:-1])
        change(parts)
        seed = base64.b64decode(pathlib.Path(f"{self.db}.key").read_text().split("\n")[1])
        head = dict(self.parts)["manifest.txt"].decode().split("file ", 1)[0]
        text = head + "".join(f"file {hashlib.sha256(data).hexdigest()} {name}\n" for name, data in parts.items())
        public, signature = sign(seed, text.encode())
        name = self.vkey.split("+")[0]
        typed = b"\1" + public
        self.assertTrue(self.vkey.endswith(base64.b64encode(typed).decode()))
        line = base64.b64encode(sha256(name.encode(), b"\n", typed)[:4] + signature).decode()
        return [*parts.items(), ("manifest.txt", f"{text}\n— {name} {line}\n".encode())]

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
        self.assertIsNone(self.both(self.zip, "another key", theirs)[0])

    def test_every_part_counts(self):
        r = random.Random(4)
        for i, (name, data) in enumerate(self.parts):
            before, after = self.parts[:i], self.parts[i + 1:]
            for _ in range(8 if name == "manifest.txt" else 2):
                changed = bytearray(data)
                changed[r.randrange(len(changed))] ^= 1 << r.randrange(8)
                self.refused([*before, (name, bytes(changed)), *after], name, name)
            self.refused([*before, *after], f"without {name}", name)
            self.refused([*before, (name, data[:-1]), *after], f"short {name}", name)
            self.refused([*before, (name + "x", data), *after], f"renamed {name}", name)
        self.refused([*self.parts, ("files/99.txt", b"more")], "with more", "files/99.txt：多出")

    def test_how_it_is_packed_does_not_matter(self):
        path = self.folder / "again.zip"
        for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            with zipfile.ZipFile(path, "w", how) as z:
                for name, data in reversed(self.parts):
                    z.writestr(name, data)
            self.assertEqual(self.both(path, how)[0], dict(self.parts))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as z:
            for name, data in self.parts:
                z.writestr(name, data)
        self.assertIsNone(self.both(path, "bzip2")[0])

    def test_what_the_office_itself_signs_has_to_fit(self):
        write(self.folder / "whole.zip", self.signed(lambda parts: None))
        self.assertIsNotNone(self.both(self.folder / "whole.zip", "signed anew")[0])
        receipts = [n for n, _ in self.parts if n.startswith("receipts/")]
        index = json.loads(dict(self.parts)["index.json"])

        def indexed(**changes):
            return lambda parts: parts.update({"index.json": json.dumps({**index, **changes}).encode()})

        def other(file, **changes):
            return indexed(files=[{**file, **changes}])

        first = index["files"][0]
        for name, change in {
                "index.json": indexed(number="2026-0001-09999"), "receipts/01": indexed(id="another"),
                "files/01.txt：多出": indexed(files=[]), "files/01.txt：大小": other(first, size=1),
                "files/01.txt：内容": other(first, sha256="0" * 64), "files/77：缺少": other(first, path="files/77"),
                "index.txt：缺少": lambda parts: parts.pop("index.txt"),
                "key.txt": lambda parts: parts.update({"key.txt": b"x\n"}),
                "more.txt": lambda parts: parts.update({"more.txt": b"x"}),
                "files/99：多出": lambda parts: parts.update({"files/99": b"x"}),
                "checkpoint.txt": lambda parts: parts.update({"checkpoint.txt": b"x"}),
                "没有账本记录": lambda parts: [parts.pop(n) for n in receipts],
                receipts[0] + "：不是": lambda parts: parts.update({receipts[0]: b"x"}),
                receipts[0] + "：签名": lambda parts: parts.update(
                    {receipts[0]: parts[receipts[0]].replace(b"\nactor ", b"\nactor 9")}),
                receipts[1] + "：入账": lambda parts: parts.update(
                    {receipts[1]: parts[receipts[1]].replace(b"\nnumber ", b"\nnumber 9").replace(
                        b"\nsize ", b"\nsize 99")})}.items():
            self.refused(self.signed(change), name, name)

    def places(self):
        """Bytes to flip: every one that is not packed data, and some that are."""
        r, data, packed = random.Random(6), self.zip.read_bytes(), set()
        with zipfile.ZipFile(self.zip) as z:
            for i in z.infolist():
                n, m = struct.unpack_from("<HH", data, i.header_offset + 26)
                begin = i.header_offset + 30 + n + m
                packed.update(range(begin, begin + i.compress_size))
        return sorted(set(range(len(data))) - packed)[::4] + sorted(r.sample(sorted(packed), FLIPS))

    def damaged(self, n, data, what):
        """Neither believes it, or it still is what it was: dates and the like of the ZIP itself say nothing."""
        path = self.folder / f"damaged-{n}.zip"
        path.write_bytes(data)
        held, _ = self.both(path, what)
        path.unlink()
        if held is not None:
            self.assertEqual(dict(self.parts), held, what)
        return held is None

    def test_a_flipped_byte_of_the_zip_changes_nothing_unseen(self):
        original = self.zip.read_bytes()

        def flip(at):
            data = bytearray(original)
            data[at] ^= 1 << at % 8
            return self.damaged(at, data, f"byte {at}")

        with concurrent.futures.ThreadPoolExecutor(LANES) as pool:
            found = sum(pool.map(flip, self.places()))
        self.assertGreater(found, FLIPS)

    def test_one_that_is_cut_off_or_has_something_before_or_behind(self):
        original, r = self.zip.read_bytes(), random.Random(8)
        for at in [0, 1, 21, 22, len(original) - 1, *r.sample(range(len(original)), CUTS)]:
            self.assertTrue(self.damaged(at, original[:at], f"cut at {at}"))
        for data in (b"x" + original, original + b"x", original + original):
            self.assertTrue(self.damaged(0, data, "more"))

    def test_it_is_a_look_and_wants_a_reason(self):
        run("request", "bundle", "--db", self.db, "--as", "ban.shi", "-o", self.folder / "no.zip", self.number,
            status=2)
        self.assertFalse((self.folder / "no.zip").exists())


if __name__ == "__main__":
    BINARY = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
