#!/usr/bin/env python3
"""Does the runner of golden tests notice a difference in output, error output and exit code?"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path(__file__).resolve().parents[1] / "flow" / "run.py"
GOOD = "$ gongkai ask\nanswer from TMP\n! aside\nexit 3\n"


class Runner(unittest.TestCase):
    def run_test(self, expected, test="$ gongkai ask\n", update=False):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            binary = folder / "gongkai"
            binary.write_text('#!/bin/sh\necho "answer from $(pwd -P)"\necho aside >&2\nexit 3\n')
            binary.chmod(0o755)
            (folder / "a.test").write_text(test)
            (folder / "a.expected").write_text(expected)
            done = subprocess.run([sys.executable, RUNNER, *(["--update"] if update else []), binary,
                                   folder], capture_output=True, text=True)
            return done.returncode, done.stdout, (folder / "a.expected").read_text()

    def test_same(self):
        code, said, _ = self.run_test(GOOD)
        self.assertEqual((code, said), (0, "1..1\nok 1 - a\n"))

    def test_differences(self):
        for change in (("answer", "reply"), ("! aside\n", ""), ("exit 3", "exit 0")):
            with self.subTest(change=change):
                code, said, _ = self.run_test(GOOD.replace(*change))
                self.assertEqual(code, 1)
                self.assertIn("not ok 1 - a", said)

    def test_update_writes_what_was_printed(self):
        code, _, expected = self.run_test("old", update=True)
        self.assertEqual((code, expected), (0, GOOD))

    def test_a_test_without_commands_fails(self):
        self.assertEqual(self.run_test("", test="only a remark\n")[0], 1)

    def test_skip_where_something_is_absent(self):
        code, said, _ = self.run_test("", test="# needs: no/such/place\n$ gongkai ask\n")
        self.assertEqual(code, 0)
        self.assertIn("ok 1 - a # SKIP no/such/place is absent", said)


if __name__ == "__main__":
    unittest.main()
