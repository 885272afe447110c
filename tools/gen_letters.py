#!/usr/bin/env python3
"""The built-in letters, data/letters/KEY.txt, as a C table (struct letter_text of src/law/letter_int.h).

usage: tools/gen_letters.py OUT.c KEY.txt ...
"""

import json
import pathlib
import sys


def main(argv):
    out = ['#include "law/letter_int.h"', "", "const struct letter_text letter_texts[] = {"]
    for path in sorted(map(pathlib.Path, argv[2:])):
        lines = path.read_text(encoding="utf-8").splitlines()
        out.append(f"\t{{ {json.dumps(path.stem)},")
        out += [f"\t\t{json.dumps(line + chr(10), ensure_ascii=False)}" for line in lines]
        out[-1] += " },"
    out += ["};", f"const size_t n_letter_texts = {len(argv) - 2};", ""]
    pathlib.Path(argv[1]).write_text("\n".join(out), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv)
