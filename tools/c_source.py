"""What the checkers need to know of C: code without comments, string literals, objects of a build."""

import json
import pathlib
import re
import shlex
import subprocess

HERE = pathlib.Path(__file__).resolve().parent.parent
TOKEN = re.compile(
    r'(?P<comment>/\*.*?\*/|//(?:\\\n|[^\n])*)'
    r'|(?P<string>(?:u8|[LuU])?"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>(?:[LuU])?'(?:\\.|[^'\\\n])*')", re.S)


def split(text):
    """(code, literals): code with comments and literals blanked out, line breaks kept; literals as
    (line, contents), adjacent ones joined as the compiler joins them."""
    literals = []
    code, at, end_of_last = [], 0, None
    for m in TOKEN.finditer(text):
        code.append(text[at:m.start()])
        at = m.end()
        blank = re.sub(r"[^\n]", " ", m.group())
        code.append(blank)
        if m.lastgroup != "string":
            continue
        body = m.group()[m.group().index('"') + 1:-1]
        gap = text[end_of_last:m.start()] if end_of_last is not None else "x"
        if literals and not TOKEN.sub("", gap).strip():
            literals[-1] = (literals[-1][0], literals[-1][1] + body)
        else:
            literals.append((text.count("\n", 0, m.start()) + 1, body))
        end_of_last = m.end()
    code.append(text[at:])
    return "".join(code), literals


def sources(root, pattern="*.[ch]"):
    """C files of src/ and worker/, sorted."""
    root = pathlib.Path(root)
    return sorted(p for top in ("src", "worker") for p in (root / top).rglob(pattern))


def folder_of(root, path):
    """"base" for src/base/x.c, "worker/pdf" for worker/pdf/x.c."""
    parts = pathlib.Path(path).relative_to(root).parts
    return parts[1] if parts[0] == "src" else "/".join(parts[:2])


def commands(root, build):
    """compile_commands.json for files of src/ and worker/: {source: (object, [arguments])}."""
    root, build = pathlib.Path(root).resolve(), pathlib.Path(build).resolve()
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        source = (build / entry["file"]).resolve()
        if source.is_relative_to(root / "src") or source.is_relative_to(root / "worker"):
            found.setdefault(source, (build / entry["output"], shlex.split(entry["command"])))
    return found


def symbols(obj):
    """Symbols of an object file as (name, class, section); undefined ones have class U."""
    out = subprocess.run(["nm", "-f", "sysv", str(obj)], check=True, capture_output=True, text=True)
    rows = [line.split("|") for line in out.stdout.splitlines() if line.count("|") == 6]
    return [(r[0].strip(), r[2].strip(), r[6].strip()) for r in rows]
