#!/usr/bin/env python3
"""Do the documents speak of things that exist?

In README*.md, docs/*.md and man/gongkai.1:
 - a relative link, and a name in backquotes that looks like a path, is a file or folder
 - a name in backquotes that looks like a symbol (a_b, a_b(), A_B) occurs in the sources
 - a command (./dev X, gongkai X Y --option) is one that the program's own help knows

usage: tools/check_docs.py SOURCE-FOLDER [GONGKAI-BINARY]
Without the binary the commands of gongkai are left out.
"""

import functools
import pathlib
import re
import subprocess
import sys

TOPS = ("src", "worker", "tools", "tests", "docs", "data", "demo", "bench", "man", "completions",
        "templates", "assets", ".ci")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
SYMBOL = re.compile(r"^(?:struct |enum )?([A-Za-z][A-Za-z0-9]*_\w+|[a-z]\w+\(\))$")
DEV = re.compile(r"\./dev +([a-z]+)")
GONGKAI = re.compile(r"(?<![\w-])(?:build/)?gongkai((?: +[a-z]+)+)((?:[ \t]+[^\n`|]+)?)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
TEXT_FILES = {".c", ".h", ".py", ".json", ".build", ".txt", ".bash", ".sh", ".test", ".html", ""}


@functools.cache
def words(root):
    """Every identifier of the sources."""
    found = set()
    paths = [p for top in ("src", "worker", "tools", "tests", "data", "bench", "templates")
             for p in (root / top).rglob("*") if p.is_file() and p.suffix in TEXT_FILES]
    for path in paths + sorted(root.glob("meson*")) + [root / "dev"]:
        if path.exists():
            text = path.read_text(encoding="utf-8", errors="replace")
            found |= set(re.findall(r"[A-Za-z_]\w*", text))
    return found


@functools.cache
def help_of(binary, command):
    """Help text of a (sub-)command, or None when it is unknown."""
    done = subprocess.run([binary, *command, "--help"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def spans(text):
    """(line, contents) of everything in backquotes."""
    for m in CODE.finditer(text):
        yield text.count("\n", 0, m.start()) + 1, m.group().strip("`")


def check_path(root, name):
    path = name.rstrip("/").split(":")[0]
    if path.split("/")[0] not in TOPS or re.search(r"[<>…{}\s]|\b[A-Z]{3,}\b", path) or "/" not in path:
        return True
    return any(True for _ in root.glob(path)) if "*" in path else (root / path).exists()


def check_spans(root, where, text):
    problems = []
    for line, code in spans(text):
        for word in code.split() if "\n" in code else [code]:
            if not check_path(root, word):
                problems.append(f"{where}:{line}: there is no {word}")
        symbol = SYMBOL.match(code)
        if symbol and symbol.group(1).rstrip("()") not in words(root):
            problems.append(f"{where}:{line}: nothing is called {code}")
    return problems


def check_links(root, path, where, text):
    return [f"{where}: a link leads to {target}, which does not exist"
            for target in LINK.findall(text)
            if "://" not in target and not (path.parent / target).exists()]


def known_dev_commands(root):
    script = root / "dev"
    return set(DEV.findall(script.read_text(encoding="utf-8"))) if script.exists() else set()


def check_gongkai(binary, where, words_said, rest):
    """Longest run of words that are commands; each word before an argument must be one."""
    command = tuple(words_said.split())
    text = help_of(binary, command[:1])
    if text is None:
        return [f"{where}: gongkai has no command '{command[0]}'"]
    if len(command) > 1:
        of_both = help_of(binary, command[:2])
        if of_both is None and command[0] == "report":
            return [f"{where}: gongkai has no command '{' '.join(command[:2])}'"]
        text = of_both or text
    return [f"{where}: 'gongkai {' '.join(command)}' has no option {option}"
            for option in OPTION.findall(rest) if option not in text and option != "--help"]


def check_commands(root, binary, where, text):
    known = known_dev_commands(root)
    problems = []
    for line, code in spans(text):
        at = f"{where}:{line}"
        problems += [f"{at}: ./dev has no command '{c}'" for c in DEV.findall(code)
                     if c not in known]
        if binary:
            for said, rest in GONGKAI.findall(code):
                problems += check_gongkai(binary, at, said, rest)
    return problems


def main(argv):
    root = pathlib.Path(argv[1]).resolve()
    binary = str(pathlib.Path(argv[2]).resolve()) if len(argv) > 2 else None
    problems = []
    for path in sorted(root.glob("README*.md")) + sorted(root.glob("docs/*.md")):
        where, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        problems += check_links(root, path, where, text) + check_spans(root, where, text)
        problems += check_commands(root, binary, where, text)
    manual = root / "man" / "gongkai.1"
    if manual.exists() and binary:
        text = re.sub(r"\\-", "-", manual.read_text(encoding="utf-8"))
        for line, said in enumerate(text.splitlines(), 1):
            for m in re.finditer(r"^\.B gongkai((?: [a-z]+)+)(.*)$", said):
                problems += check_gongkai(binary, f"man/gongkai.1:{line}", m[1], m[2])
    print("\n".join(problems) if problems else "the documents speak of things that exist")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
