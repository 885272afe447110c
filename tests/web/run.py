#!/usr/bin/env python3
"""Run a browser suite on a PostgreSQL server started for it instead of SQLite.

usage: tests/web/run.py NODE SUITE.test.mjs GONGKAI-BINARY PROJECT-FOLDER
"""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "db"))
import cluster  # noqa: E402


def main(command):
    if cluster.programs() is None:
        print("1..1\nnot ok 1 - PostgreSQL is not installed (package postgresql)")
        return 1
    with cluster.Cluster() as server:
        return subprocess.run(command, env=dict(os.environ, GONGKAI_TEST_PG=server.address)).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
