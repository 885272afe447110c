#!/usr/bin/env python3
"""Put files into the program: bytes, the same compressed, an address that changes with the content.

usage: tools/embed.py OUT.c FILE…
"""

import gzip
import hashlib
import pathlib
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".svg": "image/svg+xml"}
WORTH = 0.9   # compressed bytes are kept when they are fewer than this part of the plain ones


def array(name, data):
    rows = [",".join(str(b) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(rows) + "\n};\n"


def view(name):
    return f"{{ (const char *){name}, sizeof {name} }}"


def embed(paths):
    out = ["/* Made by tools/embed.py. */", '#include "web/assets.h"', ""]
    rows = []
    for number, path in enumerate(sorted(paths, key=lambda p: p.name)):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        small = gzip.compress(data, 9, mtime=0)
        kept = len(small) < WORTH * len(data)
        out.append(array(f"plain_{number}", data))
        if kept:
            out.append(array(f"gzip_{number}", small))
        rows.append(
            f'\t{{ SV_INIT("{path.name}"), SV_INIT("/assets/{path.stem}-{digest[:8]}{path.suffix}"),\n'
            f'\t\tSV_INIT("{TYPES[path.suffix]}"), {view(f"plain_{number}")},\n'
            f'\t\t{view(f"gzip_{number}") if kept else "{ NULL, 0 }"}, SV_INIT("\\"{digest[:16]}\\"") }},')
    out += ["const struct asset assets[] = {", *rows, "};", "",
            "const size_t n_assets = sizeof assets / sizeof *assets;", ""]
    return "\n".join(out)


def main(argv):
    pathlib.Path(argv[1]).write_text(embed([pathlib.Path(p) for p in argv[2:]]), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
