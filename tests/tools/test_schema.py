#!/usr/bin/env python3
"""Is every line of `--format json` what docs/report.schema.json promises?

usage: tests/tools/test_schema.py GONGKAI-BINARY
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import report_form  # noqa: E402 (found through the line above)

SAMPLES = ROOT.parent / "shared" / "samples"
SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))
FORM_CELLS = len(report_form.zero_cells())
CHECK = jsonschema.Draft202012Validator(SCHEMA)


def lines(binary, *paths):
    done = subprocess.run([binary, "report", "check", "--format", "json", *map(str, paths)],
                          capture_output=True, text=True, timeout=300)
    return [json.loads(line) for line in done.stdout.splitlines()]


def demo(binary):
    """Each demo report is one valid line about a report."""
    found = lines(binary, ROOT / "demo")
    assert len(found) == len(list((ROOT / "demo").iterdir())), "one line a file"
    for line in found:
        CHECK.validate(line)
        assert "error" not in line, line["error"]
        assert len(line["cells"]) == FORM_CELLS, f"{len(line['cells'])} cells of {FORM_CELLS}"


def unreadable(binary):
    """A file that is no report gives a valid line with an error."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "empty.html"
        path.write_bytes(b"")
        (line,) = lines(binary, path)
        CHECK.validate(line)
        assert line["error"]["message"]


def refuses(binary):
    """The schema is no rubber stamp: broken lines do not pass."""
    good = next(l for l in lines(binary, ROOT / "demo") if l["findings"])
    for change in (lambda l: l.pop("unit"), lambda l: l["cells"].update({"a.b.c": 1.5}),
                   lambda l: l["cells"].update({"no key": 1}),
                   lambda l: l["findings"][0].update({"rule": "invented"}),
                   lambda l: (l["findings"][0].update({"quote": "", "cell": None}),
                              l["findings"][0].pop("section", None)),
                   lambda l: l["sections"].update({"seven": ""}),
                   lambda l: l.update({"form": 2021})):
        bad = copy.deepcopy(good)
        change(bad)
        assert not CHECK.is_valid(bad), "a broken line passed"


def samples(binary):
    """Published reports and fragments give valid lines, whatever they hold."""
    for line in lines(binary, SAMPLES):
        CHECK.validate(line)


def main(binary):
    cases = [demo, unreadable, refuses, samples]
    print(f"1..{len(cases)}")
    bad = 0
    for number, case in enumerate(cases, 1):
        name = f"{number} - {case.__doc__}"
        if case is samples and not SAMPLES.exists():
            print(f"ok {name} # SKIP ../shared/samples is absent")
            continue
        try:
            case(binary)
            print(f"ok {name}")
        except (AssertionError, ValueError, jsonschema.ValidationError) as e:
            bad += 1
            print(f"not ok {name}")
            print("\n".join("# " + l for l in str(e).splitlines()[:20]))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
