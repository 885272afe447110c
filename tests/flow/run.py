#!/usr/bin/env python3
"""Golden tests: what a clerk types and what the program answers.

NAME.test holds commands, one a line after "$ " (continued after "> "); other lines are remarks.
NAME.expected holds the same commands, each followed by what it printed, by what it printed to
standard error (after "! "), and by its exit code. "# needs: PATH" skips the test where that path,
relative to the project, is absent.

Each test runs in a folder of its own that has demo/ in it, with gongkai found by name. Folder names
of this machine are replaced by TMP and SOURCE.

usage: tests/flow/run.py [--update] GONGKAI-BINARY [FOLDER | TEST-FILE]…
"""

import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TIMEOUT = 120


def parse(path):
    """(commands, needed path or None) of a .test file."""
    commands, needs = [], None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("$ "):
            commands.append(line[2:])
        elif line.startswith("> ") and commands:
            commands[-1] += "\n" + line[2:]
        elif line.startswith("# needs: "):
            needs = line[len("# needs: "):].strip()
    return commands, needs


def run_command(command, folder, binary):
    env = {"PATH": f"{binary.parent}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8",
           "TMPDIR": str(folder)}
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    try:
        done = subprocess.run(["sh", "-c", command], cwd=folder, env=env, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, capture_output=True)
    except subprocess.TimeoutExpired:
        return f"no end after {TIMEOUT} s\n"
    out = done.stdout.decode("utf-8", "backslashreplace")
    err = done.stderr.decode("utf-8", "backslashreplace")
    if out and not out.endswith("\n"):
        out += "\\ no line break at the end\n"
    out = out.replace("\r", "\\r")
    return out + "".join(f"! {line}\n" for line in err.splitlines()) \
        + f"exit {done.returncode}\n"


def answers(commands, binary):
    """The text of an .expected file, from running the commands."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        (folder / "demo").symlink_to(ROOT / "demo")
        out = []
        for command in commands:
            said = run_command(command, folder, binary)
            said = said.replace(str(folder), "TMP").replace(str(ROOT), "SOURCE")
            out.append("$ " + command.replace("\n", "\n> ") + "\n" + said)
    return "\n".join(out)


def judge(number, path, binary, update):
    """Run one test file and print its TAP lines. False when it failed."""
    commands, needs = parse(path)
    label = path.stem
    if needs and not (ROOT / needs).exists():
        print(f"ok {number} - {label} # SKIP {needs} is absent")
        return True
    got = answers(commands, binary)
    expected = path.with_suffix(".expected")
    if update:
        expected.write_text(got, encoding="utf-8")
    want = expected.read_text(encoding="utf-8") if expected.exists() else ""
    good = bool(commands) and got == want
    print(f"{'ok' if good else 'not ok'} {number} - {label}", flush=True)
    if not good:
        for line in difflib.unified_diff(want.splitlines(), got.splitlines(), str(expected.name),
                                         "what was printed", lineterm=""):
            print("# " + line)
    return good


def main(arguments):
    update = "--update" in arguments
    named = [pathlib.Path(a).resolve() for a in arguments if a != "--update"]
    binary, places = named[0], named[1:] or [HERE]
    paths = sorted(p for place in places
                   for p in ([place] if place.is_file() else place.glob("*.test")))
    print(f"1..{len(paths)}")
    results = [judge(n, p, binary, update) for n, p in enumerate(paths, 1)]
    return 0 if paths and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
