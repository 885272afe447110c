#!/usr/bin/env python3
"""data/holidays.json as a C table (struct calendar_year of src/law/calendar.h).

usage: tools/gen_calendar.py HOLIDAYS.json OUT.c
"""

import json
import pathlib
import sys


def strings(values):
    return ", ".join(json.dumps(v, ensure_ascii=False) for v in values)


def main(argv):
    years = json.loads(pathlib.Path(argv[1]).read_text(encoding="utf-8"))
    out = ['#include "law/calendar.h"', ""]
    for year, notice in years.items():
        for kind in ("holidays", "workdays"):
            out.append(f"static const char *const {kind}_{year}[] = {{ {strings(notice[kind])} }};")
    out.append("const struct calendar_year calendar_built_in[] = {")
    for year, notice in years.items():
        lists = ", ".join(f".{kind} = {kind}_{year}, .n_{kind} = {len(notice[kind])}"
                          for kind in ("holidays", "workdays"))
        out.append(f"\t{{ .year = {year}, .source = {strings([notice['source']])}, {lists} }},")
    out += ["};", f"const size_t calendar_n_built_in = {len(years)};", ""]
    pathlib.Path(argv[2]).write_text("\n".join(out), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv)
