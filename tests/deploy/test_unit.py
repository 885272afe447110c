#!/usr/bin/env python3
"""deploy/gongkai.service as systemd reads it: no setting it does not know, and what it thinks of the exposure.

usage: tests/deploy/test_unit.py GONGKAI-BINARY
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())
ANALYZE = shutil.which("systemd-analyze")
UNIT = (ROOT / "deploy/gongkai.service").read_text(encoding="utf-8")
SKIP = 77  # what meson takes for skipped


def analyze(text, *words):
    """What systemd-analyze says of a unit, with the program where it is instead of where it will be installed."""
    assert "/usr/local/bin/gongkai" in text and "Documentation=man:gongkai(1)\n" in text
    text = text.replace("/usr/local/bin/gongkai", BINARY).replace("Documentation=man:gongkai(1)\n", "")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "gongkai.service"
        path.write_text(text, encoding="utf-8")
        return subprocess.run([ANALYZE, *words, str(path)], capture_output=True, text=True, check=False,
                              env=dict(os.environ, SYSTEMD_COLORS="0"))


class Unit(unittest.TestCase):
    def test_every_line_is_understood(self):
        done = analyze(UNIT, "verify", "--man=no")
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_a_line_that_is_not_is_noticed(self):
        done = analyze(UNIT.replace("PrivateTmp=yes", "PrivateTemp=yes"), "verify", "--man=no")
        self.assertIn("PrivateTemp", done.stderr)

    def exposure(self, text):
        done = analyze(text, "security", "--offline=true", "--no-pager")
        found = re.search(r"Overall exposure level for gongkai\.service: ([\d.]+)", done.stdout)
        self.assertTrue(found, done.stdout + done.stderr)
        return float(found.group(1))

    def test_exposure_stays_small(self):
        """0 is locked in, 10 may do anything; what is left open is named in the unit."""
        self.assertLessEqual(self.exposure(UNIT), 3.5)
        self.assertGreater(self.exposure(UNIT.replace("CapabilityBoundingSet=\n", "")), 3.5)

    def test_installed_where_the_unit_looks(self):
        """meson's default prefix, the group of the socket, and the folders of gongkai.conf."""
        conf = (ROOT / "deploy/gongkai.conf").read_text(encoding="utf-8")
        nginx = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        for kind, of in (("StateDirectory", "/var/lib/"), ("RuntimeDirectory", "/run/")):
            name = re.search(rf"^{kind}=(.+)$", UNIT, re.M).group(1)
            self.assertIn(of + name + "/", conf)
        path = re.search(r"^listen\s*=\s*(unix:\S+)", conf, re.M).group(1)
        self.assertIn(f"server {path};", nginx)


if __name__ == "__main__":
    if ANALYZE is None:
        print("systemd-analyze is not installed (package systemd)")
        sys.exit(SKIP)
    unittest.main(verbosity=2)
