#!/usr/bin/env python3
"""Add up what `meson test` wrote in one or more build folders.

Prints every test that failed or was skipped, with its reason, then the plain closing line
"N passed, N failed, N skipped". Exit code 1 when anything failed or nothing ran.

usage: tools/test_totals.py BUILD-FOLDER…
"""

import json
import pathlib
import sys
import xml.etree.ElementTree as ET


GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}


def outcome(case):
    """"failed", "skipped" or "passed", and the reason given."""
    said = (case.findtext("system-out") or "").strip()
    for tag, name in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
        if case.find(tag) is not None:
            return name, said
    return "passed", ""


def subtests(log):
    """Single cases as {test: [(case, outcome, reason)]}. Programs that speak TAP have a suite of
    their own; the rest share one whose cases are whole tests."""
    found = {}
    for suite in ET.parse(log).getroot().iter("testsuite"):
        for case in suite.iter("testcase"):
            classname, name = case.get("classname"), case.get("name")
            test = classname.partition(".")[2] or name
            found.setdefault(test, []).append((name, *outcome(case)))
    return found


def read(folder):
    """Every case of a folder. The verdict on a whole test comes from testlog.json: a program that
    died or hung after its first lines has only good cases in the other file."""
    logs = pathlib.Path(folder) / "meson-logs"
    if not (logs / "testlog.json").exists():
        return [(folder, "no test log", "failed", "")]
    cases, found = [], subtests(logs / "testlog.junit.xml")
    for line in (logs / "testlog.json").read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        mine = found.get(test["name"], [])
        if test["result"] not in GOOD and not any(o == "failed" for _, o, _ in mine):
            mine = mine + [("as a whole", "failed", test["result"].lower())]
        cases += [(folder, f"{test['name']}: {name}", result, reason)
                  for name, result, reason in mine]
    return cases


def main(folders):
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for folder in folders:
        for where, name, result, reason in read(folder):
            totals[result] += 1
            if result != "passed":
                print(f"{result}: {where}: {name}" + (f" ({reason})" if reason else ""))
    print(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return 1 if totals["failed"] or not totals["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
