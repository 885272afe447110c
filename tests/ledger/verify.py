#!/usr/bin/env python3
"""Check the ledger in a SQLite database, with nothing of gongkai: what docs/LEDGER.md says, once more.

usage: tests/ledger/verify.py DATABASE VKEY

VKEY is the public key as the office publishes it: "name+hash+base64". Needs Python 3 and the openssl
program, which checks the Ed25519 signatures. Prints what was checked and ends with 0; or says what
does not hold and ends with 1.
"""

import base64
import hashlib
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

DER = bytes.fromhex("302a300506032b6570032100")  # an Ed25519 public key follows
WORD = re.compile(r"[!-~]+")
COUNT = r"(0|[1-9][0-9]*)"
TEXT = re.compile(rf"([!-*,-~]+)\n{COUNT}\n([A-Za-z0-9+/]{{43}}=)\ntime {COUNT}\n")
SIGNATURE = re.compile(r"— ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
LAST_MOMENT = 253402300799  # of the year 9999


class Broken(Exception):
    """What does not hold."""


def need(holds, what):
    if not holds:
        raise Broken(what)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(text):
    """The bytes of base64 that is written in the one right way, or None."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return value if base64.b64encode(value).decode() == text else None


class Key:
    def __init__(self, vkey):
        self.name, hexhash, text = vkey.split("+", 2)
        typed = canonical(text)
        need(typed is not None and len(typed) == 33 and typed[0] == 1, "not an Ed25519 vkey")
        self.public = typed[1:]
        self.hash = sha256(self.name.encode(), b"\n", typed)[:4]
        need(self.hash.hex() == hexhash, "the vkey's hash is not that of its key")

    def signed(self, message, signature):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "key").write_bytes(DER + self.public)
            (here / "message").write_bytes(message)
            (here / "signature").write_bytes(signature)
            return subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey",
                 here / "key", "-in", here / "message", "-sigfile", here / "signature"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def open_note(note, key):
    """(size, root, time) of a checkpoint that this key signed."""
    need(isinstance(note, str) and len(note.encode()) <= 16384, "no text")
    text, gap, signatures = note.partition("\n\n")
    m = TEXT.fullmatch(text + "\n") if gap else None
    need(m, "not a checkpoint")
    origin, size, root, time = m.groups()
    need(origin == key.name and len(origin) < 128, "the checkpoint of another ledger")
    need(canonical(root) is not None and max(int(size), int(time)) < 2 ** 63, "not a checkpoint")
    need(signatures.endswith("\n"), "cut off")
    lines, found = signatures[:-1].split("\n"), False
    need(len(lines) <= 16, "too many signatures")
    for line in lines:
        m = SIGNATURE.fullmatch(line)
        value = canonical(m.group(2)) if m else None
        need(value is not None and 4 < len(value) <= 4096, "not a signature line")
        if m.group(1) == key.name and value[:4] == key.hash:
            need(len(value) == 68 and key.signed((text + "\n").encode(), value[4:]), "wrong signature")
            found = True
    need(found, "not signed")
    return int(size), canonical(root), int(time)


def check_fields(kind, subject, time, account, commitment):
    need(isinstance(kind, str) and WORD.fullmatch(kind) and len(kind) <= 64, "its kind")
    need(isinstance(subject, str) and WORD.fullmatch(subject) and len(subject) <= 200, "its subject")
    need(isinstance(time, int) and 0 <= time <= LAST_MOMENT, "its time")
    need(isinstance(account, int) and account >= 0, "its account")
    need(isinstance(commitment, bytes) and len(commitment) == 32, "its commitment")


def check_payload(entry_id, commitment, salt, payload, destroyed_at):
    need(entry_id is not None, "its payload is gone")
    if destroyed_at is not None:
        need(salt is None and payload is None, "it was destroyed, but its payload is there")
        return
    need(isinstance(payload, str) and isinstance(salt, bytes) and len(salt) == 16,
         "its payload is gone")
    need(sha256(b"gongkai-payload-v1\0", salt, payload.encode()) == commitment,
         "its payload does not fit its commitment")


class Tree:
    """All complete subtrees: levels[k][i] spans the leaves i·2^k … (i+1)·2^k − 1."""

    def __init__(self, leaves):
        self.levels, level = [], leaves
        while level:
            self.levels.append(level)
            level = [sha256(b"\1", *level[i:i + 2]) for i in range(0, len(level) - 1, 2)]

    def root(self, size):
        """Of the first `size` leaves."""
        if size == 0:
            return sha256()
        parts, start = [], 0
        for k in reversed(range(size.bit_length())):
            if size >> k & 1:
                parts.append(self.levels[k][start >> k])
                start += 1 << k
        whole = parts.pop()
        while parts:
            whole = sha256(b"\1", parts.pop(), whole)
        return whole

    def stored(self):
        """Every complete subtree in the order in which it became complete."""
        for i, _ in enumerate(self.levels[0] if self.levels else []):
            k = 0
            while (i + 1) % (1 << k) == 0:
                yield self.levels[k][i >> k]
                k += 1


def read_leaves(db):
    """Leaves of the tree, and how many entries wait."""
    leaves, waiting = [], 0
    rows = db.execute(
        "SELECT e.id, e.number, e.kind, e.subject, e.time, e.account, e.commitment, p.entry_id,"
        " p.salt, p.payload, p.destroyed_at FROM ledger_entry e LEFT JOIN ledger_payload p"
        " ON p.entry_id = e.id ORDER BY e.number IS NULL, e.number, e.id")
    for number_id, number, kind, subject, time, account, commitment, *payload in rows:
        name = f"waiting entry {number_id}" if number is None else f"entry {number}"
        try:
            check_fields(kind, subject, time, account, commitment)
            check_payload(payload[0], commitment, *payload[1:])
        except Broken as why:
            raise Broken(f"{name}: {why}") from None
        if number is None:
            waiting += 1
            continue
        need(number == len(leaves), f"{name} stands where entry {len(leaves)} should")
        line = "\t".join(("gongkai-entry-v1", str(number), kind, subject, str(time), str(account),
                          commitment.hex()))
        leaves.append(sha256(b"\0", line.encode()))
    return leaves, waiting


def check_nodes(db, tree):
    rows = db.execute("SELECT place, hash FROM ledger_node ORDER BY place").fetchall()
    want = list(enumerate(tree.stored()))
    for (place, digest), (right_place, right) in zip(rows, want):
        need(place == right_place, f"there is no node {right_place}")
        need(digest == right, f"node {place} is not what its entries make")
    need(len(rows) == len(want), f"{len(rows)} nodes, not {len(want)}")


def check_checkpoints(db, tree, key, n_leaves):
    last_size, last_time, count = 0, 0, 0
    for size, note in db.execute("SELECT size, note FROM ledger_checkpoint ORDER BY size"):
        try:
            signed_size, root, time = open_note(note, key)
            need(signed_size == size and 0 < size, "signed for another size")
            need(size <= n_leaves, "there are fewer entries")
            need(tree.root(size) == root, "its root is not that of the entries")
            need(time >= last_time, "older than the one before")
        except Broken as why:
            raise Broken(f"checkpoint {size}: {why}") from None
        last_size, last_time, count = size, time, count + 1
    need(last_size == n_leaves, f"entries from {last_size} on have no checkpoint")
    return count


def verify(path, vkey):
    """(entries, waiting, checkpoints), or Broken."""
    key = Key(vkey)
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        leaves, waiting = read_leaves(db)
        tree = Tree(leaves)
        check_nodes(db, tree)
        count = check_checkpoints(db, tree, key, len(leaves))
        payloads = db.execute("SELECT count(*) FROM ledger_payload").fetchone()[0]
        entries = len(leaves) + waiting
        need(payloads == entries, f"{payloads} payloads for {entries} entries")
        return len(leaves), waiting, count
    except (sqlite3.Error, UnicodeError) as why:
        raise Broken(f"the database cannot be read: {why}") from None
    finally:
        db.close()


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__.strip())
    try:
        entries, waiting, checkpoints = verify(argv[1], argv[2])
    except Broken as why:
        print(f"does not hold: {why}")
        return 1
    print(f"holds: {entries} entries, {checkpoints} checkpoints, {waiting} entries wait")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
