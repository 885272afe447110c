#!/usr/bin/env python3
"""Check the case file of a request with nothing of gongkai and no network.

usage: tests/ledger/verify_bundle.py CASE.zip [VKEY]

VKEY is the public key as the office publishes it; without it the one in the manifest is used, which tells that
the case file is whole, not whose it is. Needs Python 3 and verify_receipt.py beside this file. Ends with 0
when everything holds; says what does not and ends with 1.
"""

import hashlib
import json
import pathlib
import re
import struct
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from verify_receipt import Broken, CHECKPOINT, Key, need, small, verify as verify_receipt  # noqa: E402

MANIFEST = re.compile(r"gongkai-bundle-v1\nkey ([!-~]+)\nnumber ([!-~]{1,32})\ntime ([0-9]{1,12})\n"
                      r"((?:file [0-9a-f]{64} [!-~]+\n)+)")
FIXED = {"index.txt", "index.json", "clock.txt", "clock.json", "key.txt", "VERIFY.txt"}
ALSO = {"manifest.txt", "checkpoint.txt"}
PACKED_MAX, WHOLE_MAX, PARTS_MAX, MANIFEST_MAX = 64 << 20, 192 << 20, 4096, 1 << 20
DATES_AND_OWNERS = {0x5455, 0x7875, 0x6C78, 0x000A}


def plain_name(name):
    return re.fullmatch(rb"(?!/)[!-\[\]-~]{1,200}(?<!/)", name) and b".." not in name and b"//" not in name


def plain_extra(extra):
    """Dates and owners only: nothing that gives the entry another name or another size."""
    while len(extra) >= 4:
        kind, n = struct.unpack_from("<HH", extra)
        need(kind in DATES_AND_OWNERS and n <= len(extra) - 4, "a strange extra field")
        extra = extra[4 + n:]
    need(not extra, "a torn extra field")


def unpack(method, packed, size):
    if method == 0:
        return packed
    stream = zlib.decompressobj(-15)
    try:
        data = stream.decompress(packed, size + 1)
    except zlib.error as why:
        raise Broken(f"damaged: {why}") from None
    need(stream.eof and not stream.unused_data and not stream.unconsumed_tail, "damaged")
    return data


def entry(data, at, rest):
    """(name, bytes, where the next one begins, what is left of the directory) of one entry, strictly: the local
    header, the directory and what follows the data have to say the same, or two programs might unpack
    two things."""
    need(len(rest) >= 46 and rest[:4] == b"PK\1\2", "the directory is shorter than it says")
    _, need_, flags, method, _, crc, packed, size, n, m, k, disk, _, _, where = struct.unpack_from("<HHHHIIIIHHHHHII",
                                                                                              rest, 4)
    name, extra = rest[46:46 + n], rest[46 + n:46 + n + m]
    need(len(extra) == m and plain_name(name), "no name of a part")
    plain_extra(extra)
    need(need_ <= 20 and not flags & ~0x80E and method in (0, 8) and k == 0 and disk == 0
         and (method == 8 or packed == size), f"{name}: not plainly stored or deflated")
    local = data[at:at + 30]
    need(where == at and len(local) == 30 and local[:4] == b"PK\3\4", f"{name}: not where the directory says")
    need2, flags2, method2, _, *sums, n2, m2 = struct.unpack_from("<HHHIIIIHH", local, 4)
    begin = at + 30 + n2 + m2
    end = begin + packed
    need(data[at + 30:at + 30 + n2] == name and need2 <= 20 and (flags2, method2) == (flags, method)
         and all(a == b or (a == 0 and flags & 8) for a, b in zip(sums, (crc, packed, size))),
         f"{name}: the local header says something else")
    if flags & 8:
        need(data[end:end + 16] == b"PK\7\10" + struct.pack("<III", crc, packed, size),
             f"{name}: the descriptor says something else")
        end += 16
    need(end <= len(data), f"{name}: cut off")
    plain_extra(data[at + 30 + n2:begin])
    content = unpack(method, data[begin:begin + packed], size)
    need(len(content) == size and zlib.crc32(content) == crc, f"{name}: damaged")
    return name.decode(), content, end, rest[46 + n + m:]


def read(path):
    """{name: bytes} of a ZIP in which every byte belongs to something."""
    try:
        data = pathlib.Path(path).read_bytes()
    except OSError as why:
        raise Broken(f"cannot be read: {why}") from None
    need(22 <= len(data) <= PACKED_MAX, "no ZIP, or too large")
    sign, disks, here, total, size, where, comment = struct.unpack("<4sIHHIIH", data[-22:])
    need(sign == b"PK\5\6" and disks == 0 and comment == 0 and here == total and 0 < total <= PARTS_MAX
         and where + size == len(data) - 22, "no end of the directory")
    parts, at, whole, rest = {}, 0, 0, data[where:-22]
    for _ in range(total):
        need(len(rest) >= 46, "the directory is cut off")
        whole += struct.unpack_from("<I", rest, 24)[0]
        need(whole <= WHOLE_MAX, "too large")
        name, content, at, rest = entry(data[:where], at, rest)
        need(name not in parts, "a name stands twice")
        parts[name] = content
    need(not rest and at == where, "something that belongs to no part")
    return parts


def check_index(index, number, parts):
    need(index["number"] == number, "the index is of another request")
    paths = [f["path"] for f in index["files"]]
    need({n for n in parts if n.startswith("files/")} == set(paths), "the index lists other files than there are")
    for f in index["files"]:
        data = parts[f["path"]]
        need(len(data) == f["size"] and hashlib.sha256(data).hexdigest() == f["sha256"],
             f"{f['path']} is not what came in")


def check_checkpoint(data, key):
    try:
        text, _, signatures = data.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Broken("the checkpoint is no text") from None
    m = CHECKPOINT.fullmatch(text + "\n")
    need(m and m.group(1) == key.name and small(m.group(2), m.group(4)), "not a checkpoint")
    key.check(text + "\n", signatures)


def verify(path, vkey=None):
    """(number, files, ledger entries, proved) of a case file, or Broken."""
    parts = read(path)
    manifest = parts.pop("manifest.txt", None)
    need(manifest is not None, "there is no manifest")
    need(len(manifest) <= MANIFEST_MAX, "the manifest is too long")
    try:
        text, gap, signatures = manifest.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Broken("the manifest is no text") from None
    text += "\n"
    m = MANIFEST.fullmatch(text) if gap else None
    need(m, "not a manifest")
    key = Key(vkey or m.group(1))
    need(Key(m.group(1)).name == key.name, "of another ledger")
    key.check(text, signatures)
    listed = [line.split(" ", 2)[1:] for line in m.group(4).splitlines()]
    need({name for _, name in listed} == set(parts) and len(listed) == len(parts),
         "the manifest lists other files than there are")
    for digest, name in listed:
        need(hashlib.sha256(parts[name]).hexdigest() == digest, f"{name} is not what was signed")
    need(FIXED <= set(parts), "a part is missing")
    need(all(n in FIXED | ALSO or n.startswith(("files/", "receipts/")) for n in parts), "a part that is none")
    need(parts["key.txt"] == m.group(1).encode() + b"\n", "the key is another one")
    try:
        index = json.loads(parts["index.json"])
        check_index(index, m.group(2), parts)
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise Broken(f"no index: {why!r}") from None
    if "checkpoint.txt" in parts:
        check_checkpoint(parts["checkpoint.txt"], key)
    receipts, proved = [n for n in parts if n.startswith("receipts/")], 0
    need(len(receipts) >= 1, "there is no entry of the ledger")
    for name in receipts:
        subject, _, proof = verify_receipt(parts[name], vkey or m.group(1))
        need(subject == f"request/{index['id']}", f"{name} is about something else")
        proved += proof is not None
    return m.group(2), len(index["files"]), len(receipts), proved


def main(argv):
    if len(argv) not in (2, 3):
        sys.exit(__doc__.strip())
    try:
        number, files, entries, proved = verify(*argv[1:])
    except Broken as why:
        print(f"does not hold: {why}")
        return 1
    print(f"holds: request {number}, {files} files, {entries} ledger entries, {proved} of them proved")
    if len(argv) == 2:
        print("the key was taken from the case file and compared with nothing", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
