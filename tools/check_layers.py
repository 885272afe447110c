#!/usr/bin/env python3
"""Does the code keep to its floors?

 - every folder says in the first lines of its meson.build what it uses, and that lies lower
 - files include only their own folder and the folders named there; headers that the build makes stand
   on the line '# makes:'
 - no file of a folder calls another of the same folder in a circle (from the object files)
 - every header compiles alone, and every prototype in one is commented

usage: tools/check_layers.py SOURCE-FOLDER [BUILD-FOLDER]
Without a build folder the object files and the headers' compilation are left out.
"""

import pathlib
import re
import subprocess
import sys

import c_source

# From the ground up. A folder may use folders of lower floors only.
FLOORS = {"base": 0, "law": 1, "text": 1, "html": 1, "store": 1, "http": 1, "doc": 2, "search": 2,
          "ledger": 3, "org": 4, "request": 5, "report": 6, "web": 7, "app": 8, "worker/pdf": 8}
USES = re.compile(r"^# uses:[ \t]*(.*)$", re.M)
MAKES = re.compile(r"^# makes:[ \t]*(.*)$", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
PROTOTYPE = re.compile(
    r"\b([a-z_]\w*)\s*\((?:[^(){};]|\((?:[^(){};]|\([^(){};]*\))*\))*\)"
    r"(?:\s*__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\))*\s*;")
FLAG = re.compile(r"^(-I|-D|-std=|-isystem|-pthread)")


def declared(root):
    """({folder: set of used folders}, problems)"""
    uses, problems = {}, []
    folders = [p for top in ("src", "worker") for p in sorted((root / top).glob("*")) if p.is_dir()]
    for path in folders:
        name = c_source.folder_of(root, path / "x")
        build = path / "meson.build"
        where = build.relative_to(root)
        line = USES.search(build.read_text(encoding="utf-8")) if build.exists() else None
        if name not in FLOORS:
            problems.append(f"{where}: folder '{name}' stands on no floor (FLOORS in {__file__})")
        if line is None:
            problems.append(f"{where}: no '# uses:' line")
        said = line.group(1) if line else ""
        uses[name] = set() if said.startswith("(") else set(said.split())
        for used in sorted(uses[name]):
            if FLOORS.get(used, 99) >= FLOORS.get(name, 100):
                problems.append(f"{where}: '{name}' may not use '{used}': it stands no lower")
    return uses, problems


def made(root):
    """Headers that the build makes, as "web/templates.h": the '# makes:' lines of src/*/meson.build."""
    return {f"{path.parent.name}/{name}" for path in (root / "src").glob("*/meson.build")
            for line in MAKES.findall(path.read_text(encoding="utf-8")) for name in line.split()}


def check_includes(root, uses):
    problems, generated = [], made(root)
    for path in c_source.sources(root):
        mine = c_source.folder_of(root, path)
        text = path.read_text(encoding="utf-8")
        for m in INCLUDE.finditer(text):
            where = f"{path.relative_to(root)}:{text.count(chr(10), 0, m.start()) + 1}"
            target = m.group(1)
            if "/" not in target:
                # A worker has a folder of its own and no name inside src/.
                if not mine.startswith("worker/") or not (path.parent / target).exists():
                    problems.append(f'{where}: "{target}" is not named by its folder')
                continue
            theirs = target.split("/")[0]
            if not (root / "src" / target).exists() and target not in generated:
                problems.append(f'{where}: there is no "{target}" in src/')
            elif theirs != mine and theirs not in uses.get(mine, ()):
                problems.append(f"{where}: '{mine}' does not say that it uses '{theirs}'")
    return problems


def calls_within_folders(root, build):
    """{folder: {file: set of files of that folder it calls}}"""
    defined, wanted = {}, {}
    for source, (obj, _) in c_source.commands(root, build).items():
        if not obj.exists():
            continue
        folder = c_source.folder_of(root.resolve(), source)
        for name, kind, _ in c_source.symbols(obj):
            if kind == "U":
                wanted.setdefault(folder, {}).setdefault(source.name, set()).add(name)
            elif kind.isupper():
                defined.setdefault(folder, {})[name] = source.name
        wanted.setdefault(folder, {}).setdefault(source.name, set())
    return {folder: {f: {defined.get(folder, {})[n] for n in names if n in defined.get(folder, {})}
                     - {f} for f, names in files.items()} for folder, files in wanted.items()}


def circle(calls):
    """One circle in {file: called files} as a list of files, or None."""
    done = set()

    def walk(file, path):
        if file in path:
            return path[path.index(file):] + [file]
        if file in done:
            return None
        for other in sorted(calls.get(file, ())):
            found = walk(other, path + [file])
            if found:
                return found
        done.add(file)
        return None

    return next((c for c in (walk(f, []) for f in sorted(calls)) if c), None)


def check_circles(root, build):
    problems = []
    for folder, calls in sorted(calls_within_folders(root, build).items()):
        found = circle(calls)
        if found:
            problems.append(f"{folder}: files call each other in a circle: {' -> '.join(found)}")
    return problems


def check_headers_alone(root, build):
    flags = {}
    for source, (_, arguments) in c_source.commands(root, build).items():
        folder = c_source.folder_of(root.resolve(), source)
        mine = flags.setdefault(folder, [])
        mine += [a for a in arguments if FLAG.match(a) and a not in mine]
    problems = []
    for path in c_source.sources(root, "*.h"):
        mine = flags.get(c_source.folder_of(root, path), ["-std=gnu17"])
        done = subprocess.run(["cc", *mine, "-D_GNU_SOURCE", f"-I{root / 'src'}", "-fsyntax-only",
                               "-Werror", "-x", "c", "-include", str(path), "/dev/null"],
                              cwd=build, capture_output=True, text=True)
        if done.returncode:
            problems.append(f"{path.relative_to(root)}: does not compile alone:\n{done.stderr}")
    return problems


def top_level(text):
    """Header text with every comment as one \\x01 and whatever stands in braces left out."""
    text = c_source.TOKEN.sub(lambda m: "\x01" if m.lastgroup == "comment" else m.group(), text)
    out, depth = [], 0
    for ch in text:
        depth += ch == "{"
        if depth == 0 or ch == "\x01":
            out.append(ch)
        depth -= ch == "}"
    return re.sub(r"^[ \t]*#(?:\\\n|.)*$", "", "".join(out), flags=re.M)


def check_comments(root):
    """A comment speaks for the prototypes below it up to the next empty line."""
    problems = []
    for path in c_source.sources(root, "*.h"):
        for group in re.split(r"\n[ \t]*\n", top_level(path.read_text(encoding="utf-8"))):
            m = PROTOTYPE.search(group)
            if m and "\x01" not in group[:m.start()]:
                problems.append(f"{path.relative_to(root)}: {m.group(1)} has no comment")
    return problems


def main(argv):
    root = pathlib.Path(argv[1]).resolve()
    uses, problems = declared(root)
    problems += check_includes(root, uses) + check_comments(root)
    if len(argv) > 2:
        build = pathlib.Path(argv[2])
        problems += check_circles(root, build) + check_headers_alone(root, build)
    print("\n".join(problems) if problems else "floors, includes, circles and headers are in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
