#!/usr/bin/env python3
"""Is docs/ROUTES.md what the program prints, and does the table keep to the rules of the house?

usage: test_routes.py GONGKAI-BINARY
"""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = sys.argv.pop(1)
PRINTED = subprocess.run([BINARY, "serve", "--print-routes"], capture_output=True, text=True,
                         check=True).stdout
ROW = re.compile(r"^\| (GET|POST) \| `([^`]+)` \| ([^|]*) \|", re.M)


class Routes(unittest.TestCase):
    def test_the_page_is_current(self):
        self.assertEqual((ROOT / "docs/ROUTES.md").read_text(encoding="utf-8"), PRINTED,
                         "print it anew: build/gongkai serve --print-routes > docs/ROUTES.md")

    def test_no_route_twice(self):
        rows = [(m.group(1), m.group(2)) for m in ROW.finditer(PRINTED)]
        self.assertGreater(len(rows), 40)
        self.assertEqual(len(rows), len(set(rows)))

    def test_only_the_way_in_is_open_under_the_desk(self):
        for method, path, roles in ((m.group(1), m.group(2), m.group(3)) for m in ROW.finditer(PRINTED)):
            self.assertTrue(roles.strip(), f"{path} is for nobody")
            if path.startswith("/desk") and path != "/desk/sign-in":
                self.assertNotIn("everybody", roles, path)
            if method == "POST" and not path.startswith("/desk"):
                if path == "/receipts/verify":
                    continue  # looks at what is sent, and has a connection that only reads
                ours = path.startswith(("/apply/", "/follow", "/opinion")) and "everybody" in roles
                self.assertTrue(ours or roles.strip() == "portals",
                                f"{path}: a visitor changes nothing but his own request")


if __name__ == "__main__":
    unittest.main()
