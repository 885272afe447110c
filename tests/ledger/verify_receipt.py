#!/usr/bin/env python3
"""Check a receipt with nothing of gongkai: what docs/LEDGER.md says, once more, in plain Python.

usage: tests/ledger/verify_receipt.py RECEIPT [VKEY]

VKEY is the public key as the office publishes it: "name+hash+base64". Without it the key that stands in the
receipt is used, which tells that the receipt is whole, not whose it is. Needs Python 3 and nothing else, not
even a network. Prints what was checked and ends with 0; or says what does not hold and ends with 1.
"""

import base64
import hashlib
import pathlib
import re
import sys

# ---- Ed25519, RFC 8032 5.1: points as (X, Y, Z, T) with x = X/Z, y = Y/Z, x y = T/Z ----

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def plus(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, a):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = plus(total, a)
        a = plus(a, a)
        n >>= 1
    return total


def point(encoded):
    """The point of 32 bytes, or None."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    """Did the holder of the key sign these bytes?"""
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 \
        and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- the format ----

LAST_MOMENT = 253402300799
COUNT = r"(0|[1-9][0-9]{0,18})"
HASH = r"([A-Za-z0-9+/]{43}=)"
RECEIPT = re.compile(
    rf"gongkai-receipt-v1\nkey ([!-~]+)\nkind ([!-~]{{1,64}})\nsubject ([!-~]{{1,200}})\ntime {COUNT}\n"
    rf"actor {COUNT}\npayload ([^\n]*)\nsalt ([A-Za-z0-9+/]{{22}}==)\n")
PROOF = re.compile(rf"gongkai-proof-v1\nnumber {COUNT}\nsize {COUNT}\n((?:hash {HASH}\n){{0,128}})\n")
CHECKPOINT = re.compile(rf"([!-*,-~]+)\n{COUNT}\n{HASH}\ntime {COUNT}\n")
SIGNATURE = re.compile(r"— ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
PROOF_BEGINS = "\n\ngongkai-proof-v1\n"


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
        parts = vkey.split("+", 2)
        need(len(parts) == 3 and re.fullmatch(r"[!-*,-~]{1,127}", parts[0]), "not a vkey")
        self.name, hexhash, text = parts
        typed = canonical(text)
        need(typed is not None and len(typed) == 33 and typed[0] == 1, "not an Ed25519 vkey")
        self.public = typed[1:]
        self.hash = sha256(self.name.encode(), b"\n", typed)[:4]
        need(self.hash.hex() == hexhash, "the vkey's hash is not that of its key")

    def check(self, text, signatures):
        """Are these lines signatures, one of them ours, and none of ours wrong?"""
        need(signatures.endswith("\n"), "cut off")
        lines, found = signatures[:-1].split("\n"), False
        need(len(lines) <= 16, "too many signatures")
        for line in lines:
            m = SIGNATURE.fullmatch(line)
            value = canonical(m.group(2)) if m else None
            need(value is not None and 4 < len(value) <= 4096, "not a signature line")
            if m.group(1) == self.name and value[:4] == self.hash:
                need(len(value) == 68 and ed25519(self.public, text.encode(), value[4:]),
                     "wrong signature")
                found = True
        need(found, "not signed with this key")


def small(*numbers):
    return all(int(n) < 2 ** 63 for n in numbers)


def climb(leaf, number, size, path):
    """The root that follows from a leaf and its path (RFC 9162 2.1.3.2)."""
    at, last, value = number, size - 1, leaf
    for step in path:
        need(last > 0, "the path is too long")
        if at & 1 or at == last:
            value = sha256(b"\1", step, value)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            value = sha256(b"\1", value, step)
        at, last = at >> 1, last >> 1
    need(last == 0, "the path is too short")
    return value


def check_proof(proof, fields, key):
    """(number, size, time of the checkpoint) of an entry that is in the signed tree."""
    m = PROOF.match(proof)
    need(m, "not a proof")
    number, size, lines = int(m.group(1)), int(m.group(2)), m.group(3)
    need(number < size and small(number, size), "not a proof")
    path = [canonical(line[5:]) for line in lines.splitlines()]
    need(None not in path, "not a proof")
    note = proof[m.end():]
    text, gap, signatures = note.partition("\n\n")
    c = CHECKPOINT.fullmatch(text + "\n") if gap else None
    need(c and len(note.encode()) <= 16384 and len(c.group(1)) < 128, "not a checkpoint")
    origin, signed_size, root, time = c.groups()
    need(origin == key.name, "the checkpoint of another ledger")
    need(canonical(root) is not None and small(signed_size, time), "not a checkpoint")
    key.check(text + "\n", signatures)
    need(int(signed_size) == size, "the checkpoint is of another size")
    kind, subject, moment, actor, payload, salt = fields
    commitment = sha256(b"gongkai-payload-v1\0", canonical(salt), payload.encode())
    line = "\t".join(("gongkai-entry-v1", str(number), kind, subject, moment, actor,
                      commitment.hex()))
    need(climb(sha256(b"\0", line.encode()), number, size, path) == canonical(root),
         "the entry is not in the tree")
    return number, size, int(time)


def verify(data, vkey=None):
    """(subject, time, proof or None) of a receipt in bytes, or Broken."""
    need(len(data) <= 128 * 1024, "too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise Broken("no text") from None
    text, gap, rest = whole.partition("\n\n")
    text += "\n"
    m = RECEIPT.fullmatch(text) if gap else None
    need(m, "not a receipt")
    named, *fields = m.groups()
    need(canonical(fields[5]) is not None and small(fields[2], fields[3])
         and int(fields[2]) <= LAST_MOMENT, "not a receipt")
    mentioned, key = Key(named), Key(vkey or named)
    need(mentioned.name == key.name, "the receipt of another ledger")
    at = rest.find(PROOF_BEGINS)
    signatures = rest if at < 0 else rest[:at + 1]
    key.check(text, signatures)
    proof = None if at < 0 else check_proof(rest[at + 2:], fields, key)
    return fields[1], int(fields[2]), proof


def main(argv):
    if len(argv) not in (2, 3):
        sys.exit(__doc__.strip())
    try:
        subject, time, proof = verify(pathlib.Path(argv[1]).read_bytes(), *argv[2:])
    except Broken as why:
        print(f"does not hold: {why}")
        return 1
    print(f"holds: {subject} at {time}, "
          + (f"entry {proof[0]} of {proof[1]}, checkpoint at {proof[2]}" if proof else "no proof yet"))
    if len(argv) == 2:
        print("the key was taken from the receipt and compared with nothing", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
