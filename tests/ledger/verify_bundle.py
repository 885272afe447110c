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
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from verify_receipt import Broken, Key, need, verify as verify_receipt  # noqa: E402

MANIFEST = re.compile(r"gongkai-bundle-v1\nkey ([!-~]+)\nnumber ([!-~]{1,32})\ntime ([0-9]{1,12})\n"
                      r"((?:file [0-9a-f]{64} [!-~]+\n)+)")
FIXED = {"index.txt", "index.json", "clock.txt", "clock.json", "key.txt", "VERIFY.txt"}
PART_MAX, WHOLE_MAX = 64 << 20, 1 << 30


def read(path):
    """{name: bytes} of a ZIP."""
    try:
        with zipfile.ZipFile(path) as z:
            infos = z.infolist()
            need(len({i.filename for i in infos}) == len(infos), "a name stands twice")
            need(sum(i.file_size for i in infos) <= WHOLE_MAX
                 and all(i.file_size <= PART_MAX for i in infos), "too large")
            return {i.filename: z.read(i) for i in infos}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as why:
        raise Broken(f"no ZIP: {why}") from None
    except Exception as why:  # zlib.error and what else a damaged ZIP brings up
        if isinstance(why, Broken):
            raise
        raise Broken(f"damaged: {why}") from None


def verify(path, vkey=None):
    """(number, files, ledger entries, proved) of a case file, or Broken."""
    parts = read(path)
    manifest = parts.pop("manifest.txt", None)
    need(manifest is not None, "there is no manifest")
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
    index = json.loads(parts["index.json"])
    need(index["number"] == m.group(2), "the index is of another request")
    for entry in index["files"]:
        need(hashlib.sha256(parts[entry["path"]]).hexdigest() == entry["sha256"],
             f"{entry['path']} is not what came in")
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
