#!/usr/bin/env python3
"""Does tools/test_totals.py count what meson wrote, and never call a broken run good?"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "test_totals.py"
TAP = '<testsuite name="x.{0}">{1}</testsuite>'


def case(test, name, inside=""):
    return f'<testcase name="{name}" classname="x.{test}">{inside}</testcase>'


class Totals(unittest.TestCase):
    def run_on(self, verdicts, suites):
        with tempfile.TemporaryDirectory() as folder:
            logs = pathlib.Path(folder) / "meson-logs"
            logs.mkdir()
            (logs / "testlog.json").write_text(
                "".join(json.dumps({"name": n, "result": r}) + "\n" for n, r in verdicts))
            (logs / "testlog.junit.xml").write_text(f"<testsuites>{''.join(suites)}</testsuites>")
            done = subprocess.run([sys.executable, TOOL, folder], capture_output=True, text=True)
        return done.returncode, done.stdout.strip().splitlines()

    def test_all_good(self):
        suite = TAP.format("a", case("a", "1 - one") + case("a", "2 - two"))
        self.assertEqual(self.run_on([("a", "OK")], [suite]),
                         (0, ["2 passed, 0 failed, 0 skipped"]))

    def test_a_skip_says_why(self):
        suite = TAP.format("a", case("a", "1 - one") + case(
            "a", "2 - two", "<skipped/><system-out>no samples</system-out>"))
        code, said = self.run_on([("a", "OK")], [suite])
        self.assertEqual((code, said[-1]), (0, "1 passed, 0 failed, 1 skipped"))
        self.assertIn("no samples", said[0])

    def test_a_failure(self):
        suite = TAP.format("a", case("a", "1 - one") + case("a", "2 - two", "<failure/>"))
        code, said = self.run_on([("a", "FAIL")], [suite])
        self.assertEqual((code, said[-1]), (1, "1 passed, 1 failed, 0 skipped"))

    def test_death_after_good_lines(self):
        for verdict in ("ERROR", "TIMEOUT"):
            suite = TAP.format("a", case("a", "1 - one"))
            code, said = self.run_on([("a", verdict)], [suite])
            self.assertEqual((code, said[-1]), (1, "1 passed, 1 failed, 0 skipped"))

    def test_plain_programs(self):
        suite = ('<testsuite name="x">' + case("", "a") + case("", "b", "<failure/>")
                 + "</testsuite>").replace("x.\"", "x\"")
        code, said = self.run_on([("a", "OK"), ("b", "FAIL")], [suite])
        self.assertEqual((code, said[-1]), (1, "1 passed, 1 failed, 0 skipped"))

    def test_nothing_ran(self):
        self.assertEqual(self.run_on([], []), (1, ["0 passed, 0 failed, 0 skipped"]))

    def test_no_log(self):
        done = subprocess.run([sys.executable, TOOL, "/nonexistent"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
