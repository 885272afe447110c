#!/usr/bin/env python3
"""Run test programs (cmocka, TAP) on SQLite and again on a PostgreSQL server started for them.

usage: tests/db/run.py PROGRAM…
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import cluster

POINT = re.compile(r"^(ok|not ok) \d+(?: - )?(.*)$")
TIMEOUT = 600


class Tap:
    def __init__(self):
        self.count, self.bad = 0, 0

    def point(self, good, name, notes=()):
        self.count += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        for note in notes:
            print(f"# {note}")

    def program(self, path, label, environment):
        """Run one program and give its points our numbers."""
        try:
            done = subprocess.run([path], env=environment, capture_output=True, text=True,
                                  errors="replace", timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            return self.point(False, f"{label}: no end after {TIMEOUT} s")
        points = 0
        for line in done.stdout.splitlines():
            m = POINT.match(line)
            if m:
                points += 1
                self.point(m.group(1) == "ok", f"{label}: {m.group(2)}")
            elif line.startswith("#") or line.startswith("not"):
                print("# " + line.lstrip("# "))
        if done.returncode or points == 0:
            self.point(False, f"{label}: ended with {done.returncode}",
                       (done.stderr or done.stdout).splitlines()[-25:])


def main(programs):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", TMPDIR=folder)
        environment.pop("GONGKAI_TEST_PG", None)
        for path in programs:
            tap.program(path, f"{pathlib.Path(path).name} on SQLite", environment)
        if cluster.programs() is None:
            tap.point(False, "PostgreSQL is not installed (package postgresql)")
        else:
            with cluster.Cluster() as server:
                environment["GONGKAI_TEST_PG"] = server.address
                for path in programs:
                    tap.program(path, f"{pathlib.Path(path).name} on PostgreSQL", environment)
    print(f"1..{tap.count}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
