#!/usr/bin/env python3
"""The program on published reports: ../shared/samples, which is no part of the project.

 - truth: every cell is read as it is printed, every known problem is found, and no finding of
   level error is invented
 - round trip: what is written in each form reads back as the same cells and sections
 - fragments: torn pieces of pages end in a valid line or a sentence, quickly

usage: tests/samples/test_samples.py GONGKAI-BINARY
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SAMPLES = pathlib.Path(__file__).resolve().parents[3] / "shared" / "samples"
FORMS = {"html": True, "docx": True, "pdf": True, "xlsx": False, "csv": False, "json": True}
TIMEOUT = 120

# Cells and rules in which a truth file is not what its document says: (sample, key) -> why.
DISPUTED = {
}


def run(binary, *arguments):
    return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True,
                          timeout=TIMEOUT)


def read(binary, verb, path):
    done = run(binary, "report", verb, "--format", "json", path)
    lines = done.stdout.splitlines()
    assert len(lines) == 1, f"{len(lines)} lines, exit {done.returncode}: {done.stderr[:200]}"
    line = json.loads(lines[0])
    assert "error" not in line, line["error"]
    return line


def same(a, b):
    if a is None or b is None:
        return a is None and b is None
    try:
        return abs(float(a) - float(b)) < 1e-9
    except ValueError:
        return str(a).strip() == str(b).strip()


def bare(value):
    """Text without white space: a page does not keep where the author pressed the space bar."""
    return "".join(value.split()) if isinstance(value, str) else value


def check_truth(binary, path, truth):
    line = read(binary, "check", path)
    problems = []
    for key, value in truth["cells"].items():
        if (path.name, key) not in DISPUTED and not (
                key in line["cells"] and same(line["cells"][key], value)):
            problems.append(f"{key}: want {value}, got {line['cells'].get(key, 'nothing')}")
    found = {f["rule"] for f in line["findings"]}
    known = {p["rule"] for p in truth["problems"]} | set(truth.get("errors_allowed", ()))
    problems += [f"missed: {p['rule']} {p.get('note', '')}" for p in truth["problems"]
                 if p["rule"] not in found and (path.name, p["rule"]) not in DISPUTED]
    problems += [f"invented: {f['rule']} {f['cell']} {f['message']}" for f in line["findings"]
                 if f["severity"] == "error" and f["rule"] not in known
                 and (path.name, f["rule"]) not in DISPUTED]
    assert not problems, "\n".join(problems)


def check_round_trip(binary, path, folder):
    first = read(binary, "read", path)
    problems = []
    for form, with_text in FORMS.items():
        out = folder / f"out.{form}"
        done = run(binary, "report", "write", "--to", form, "-o", out, path)
        if done.returncode:
            problems.append(f"{form}: exit {done.returncode}: {done.stderr[:200]}")
            continue
        try:
            again = json.loads(out.read_text()) if form == "json" else read(binary, "read", out)
        except AssertionError as e:
            problems.append(f"{form}: {e}")
            continue
        problems += [f"{form}: {key}: {first[key]} became {again[key]}"
                     for key in ("unit", "year", "form") if first[key] and again[key] != first[key]]
        for part in ("cells", "sections") if with_text else ("cells",):
            problems += [f"{form}: {key}: {str(value)[:60]} became {str(again[part].get(key))[:60]}"
                         for key, value in first[part].items()
                         if bare(again[part].get(key)) != bare(value)]
    assert not problems, "\n".join(problems[:20])


def check_fragments(binary):
    for path in sorted((SAMPLES / "fragments").iterdir()):
        done = run(binary, "report", "check", "--format", "json", path)
        assert done.returncode in (0, 1, 2), f"{path.name}: exit {done.returncode}"
        for line in done.stdout.splitlines():
            error = json.loads(line).get("error", {}).get("code")
            assert error not in ("E_CRASH", "E_TIMEOUT"), f"{path.name}: {error}"


def cases(binary, folder):
    """(name, function) of every test."""
    for truth_path in sorted(SAMPLES.rglob("truth/*.json")):
        truth = json.loads(truth_path.read_text(encoding="utf-8"))
        for path in sorted(truth_path.parent.parent.glob(truth_path.stem + ".*")):
            name = path.relative_to(SAMPLES)
            yield f"truth of {name}", lambda p=path, t=truth: check_truth(binary, p, t)
            yield f"round trip of {name}", lambda p=path: check_round_trip(binary, p, folder)
    yield "fragments", lambda: check_fragments(binary)


def main(binary):
    if not SAMPLES.exists():
        print("1..0 # SKIP ../shared/samples is absent: published reports were not read")
        return 0
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        todo = list(cases(binary, pathlib.Path(folder)))
        print(f"1..{len(todo)}")
        for number, (name, check) in enumerate(todo, 1):
            try:
                check()
                print(f"ok {number} - {name}", flush=True)
            except (AssertionError, ValueError, KeyError, subprocess.TimeoutExpired) as e:
                bad += 1
                print(f"not ok {number} - {name}")
                print("\n".join("# " + l for l in str(e).splitlines()[:30]), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
