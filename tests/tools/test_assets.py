#!/usr/bin/env python3
"""Are the committed files of assets/gen/ what their sources make, and fit for our content security policy?

usage: test_assets.py
Making them anew needs node and the packages of assets/package-lock.json (./dev test installs them); without
those the comparison is skipped, and said so.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ASSETS = ROOT / "assets"
SKIPPED = 77   # for meson


def listed():
    text = (ASSETS / "meson.build").read_text(encoding="utf-8")
    return {pathlib.Path(name).name for name in re.findall(r"'(gen/[^']+)'", text)}


class Files(unittest.TestCase):
    def test_all_are_embedded(self):
        self.assertEqual({p.name for p in (ASSETS / "gen").iterdir()}, listed())

    def test_versions_are_fixed(self):
        package = json.loads((ASSETS / "package.json").read_text(encoding="utf-8"))
        lock = json.loads((ASSETS / "package-lock.json").read_text(encoding="utf-8"))
        for name, version in package["devDependencies"].items():
            self.assertRegex(version, r"^\d+\.\d+\.\d+$")
            self.assertEqual(lock["packages"][f"node_modules/{name}"]["version"], version)

    def test_nothing_comes_from_elsewhere(self):
        css = (ASSETS / "gen/app.css").read_text(encoding="utf-8")
        self.assertNotIn("@import", css)
        self.assertNotIn("@font-face", css)
        for url in re.findall(r"url\(([^)]*)\)", css):
            self.assertTrue(url.strip("\"'").startswith("data:image/"), url)
        for name in ("app.js", "upload.js"):
            js = (ASSETS / "gen" / name).read_text(encoding="utf-8")
            self.assertNotRegex(js, r"\beval\(|new Function|\bimport\(|https?://(?!www\.w3\.org)")

    def test_colours_are_our_own(self):
        css = (ASSETS / "gen/app.css").read_text(encoding="utf-8").lower()
        for theirs in ("#1d70b8", "#ffdd00", "#fd0", "#00703c", "#0f7a52", "gds transport"):
            self.assertNotIn(theirs, css)


class Anew(unittest.TestCase):
    def test_they_are_what_their_sources_make(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["node", ASSETS / "build.mjs", folder], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            made = {p.name: p.read_bytes() for p in pathlib.Path(folder).iterdir()}
            self.assertEqual(set(made), listed())
            for name, data in made.items():
                self.assertEqual((ASSETS / "gen" / name).read_bytes(), data,
                                 f"assets/gen/{name} is stale: cd assets && npm run build")


def main():
    can_make = shutil.which("node") and (ASSETS / "node_modules/sass").exists()
    cases = [Files] + ([Anew] if can_make else [])
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromTestCase(c) for c in cases)
    if not unittest.TextTestRunner().run(suite).wasSuccessful():
        return 1
    if not can_make:
        print("skipped: node or assets/node_modules is missing, so nothing was made anew "
              "(cd assets && npm ci)")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
