#!/usr/bin/env python3
"""Our check of receipts and an independent one over the same receipts, whole and changed.

usage: tests/ledger/test_verify_receipt.py LEDGER_TOOL
"""

import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import verify_receipt as stranger  # noqa: E402

TOOL = None
ENTRIES = 40
# RFC 8032 7.1, tests 1 to 3: secret key is not needed; public key, message, signature
VECTORS = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]


def tool(*words):
    return subprocess.run([TOOL, *map(str, words)], check=True, capture_output=True).stdout


class Ours:
    """The check of gongkai, kept running."""

    def __init__(self, vkey):
        self.process = subprocess.Popen([TOOL, "check", vkey], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, data):
        self.process.stdin.write(b"%d\n%b" % (len(data), data))
        self.process.stdin.flush()
        answer = self.process.stdout.readline().decode().strip()
        if answer not in ("no", "signed", "proved"):
            raise RuntimeError(f"the check died: {answer!r}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait():
            raise RuntimeError(f"the check ended with {self.process.returncode}")


def theirs(data, vkey):
    try:
        return "proved" if stranger.verify(data, vkey)[2] else "signed"
    except stranger.Broken:
        return "no"


class Receipts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="gongkai-receipt-"))
        cls.path = cls.folder / "ledger.db"
        cls.vkey = tool("make", cls.path, ENTRIES, 11).decode().strip()
        subprocess.run([TOOL, "leave", cls.path], check=True)
        cls.ours = Ours(cls.vkey)
        cls.proved = tool("receipt", cls.path, 12)
        cls.signed = tool("receipt", cls.path, ENTRIES + 1)

    @classmethod
    def tearDownClass(cls):
        cls.ours.close()
        shutil.rmtree(cls.folder)

    def both(self, data, note=""):
        """What both say, which has to be the same."""
        ours, other = self.ours.ask(data), theirs(data, self.vkey)
        self.assertEqual(ours, other, note)
        return ours

    def test_the_curve_is_that_of_the_rfc(self):
        for public, message, signature in VECTORS:
            values = [bytes.fromhex(v) for v in (public, message, signature)]
            self.assertTrue(stranger.ed25519(*values))
            values[1] += b"x"
            self.assertFalse(stranger.ed25519(*values))

    def test_whole_receipts_of_trees_of_many_sizes(self):
        for n in [1, 2, 3, 5, 8, 31, 32, 33]:
            path = self.folder / f"n{n}.db"
            tool("make", path, n, n + 1)
            for entry in {1, n // 2 + 1, n}:
                self.assertEqual(self.both(tool("receipt", path, entry)), "proved", f"{entry}/{n}")
        self.assertEqual(self.both(self.signed), "signed")

    def test_every_byte_counts(self):
        r = random.Random(3)
        for whole in (self.signed, self.proved):
            for i, _ in enumerate(whole):
                data = bytearray(whole)
                data[i] ^= 1 << r.randrange(8)
                self.assertEqual(self.both(bytes(data), f"byte {i}"), "no", f"byte {i}")

    def test_a_receipt_that_was_cut_is_none_or_that_of_before(self):
        before = self.proved[:self.proved.index(b"\n\ngongkai-proof-v1\n") + 1]
        for n in range(len(self.proved)):
            want = "signed" if n == len(before) else "no"
            self.assertEqual(self.both(self.proved[:n], f"{n} bytes"), want, f"{n} bytes")
        self.assertEqual(self.both(self.proved + b"\n"), "no")

    def test_the_proof_of_another_entry_proves_nothing(self):
        other = tool("receipt", self.path, 15)
        mark = b"\n\ngongkai-proof-v1\n"
        mixed = self.proved[:self.proved.index(mark)] + other[other.index(mark):]
        self.assertEqual(self.both(mixed), "no")

    def test_another_key_says_nothing(self):
        other = "gongkai.other/ledger+" + self.vkey.split("+", 1)[1]
        self.assertEqual(theirs(self.proved, other), "no")
        with self.assertRaises(subprocess.CalledProcessError):
            tool("check", other)


if __name__ == "__main__":
    TOOL = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
