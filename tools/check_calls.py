#!/usr/bin/env python3
"""Calls and texts that have no place here.

 - functions that are unsafe, locale-bound or jump over clean-up: nowhere
 - the end of the process, clock, environment, randomness, standard output: only in src/app and in
   the programs of worker/
 - SQL text only in files called *_sql.c, HTML text only in src/html/
 - data that can change at file scope: only in src/app and worker/ (from the object files)

usage: tools/check_calls.py SOURCE-FOLDER [BUILD-FOLDER]
Without a build folder the object files are left out.
"""

import pathlib
import re
import sys

import c_source

BANNED = set("""
    sprintf vsprintf strcpy strcat strncpy strncat stpcpy gets
    atoi atol atoll atof strtok localtime gmtime ctime asctime
    system popen setjmp sigsetjmp longjmp siglongjmp alloca
""".split())
ONLY_APP = set("""
    exit _exit _Exit quick_exit abort
    getenv secure_getenv setenv putenv time clock_gettime gettimeofday
    rand random srand getrandom
    printf vprintf fprintf vfprintf puts fputs putchar perror syslog
""".split())
# File and function -> why it may. A row that nothing needs any more is reported.
EXCEPTIONS = {
    ("src/doc/child.c", "_exit"): "the sandboxed child ends here, without its parent's handlers",
    ("src/doc/zip_cage.c", "_exit"): "the sandboxed child that unpacks ends here",
    ("src/doc/reader.c", "_exit"): "the forked child, before it becomes the reader or a helper",
}
# Files that look for HTML and write none.
HTML_READERS = {
    "src/doc/sniff.c": "knows a page by its first tag",
}
CALL = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\s*\(")
SQL = re.compile(
    r"^\W*(SELECT\s.*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s"
    r"|(CREATE|DROP|ALTER)\s+(TEMP\w*\s+)?(UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s|PRAGMA\s"
    r"|BEGIN\s+(IMMEDIATE|TRANSACTION)|SAVEPOINT\s|COMMIT\b|ROLLBACK\b)", re.I | re.S)
TAGS = ("!doctype a article body b br button caption code col colgroup div em footer form h1 h2 h3 "
        "h4 h5 h6 head header hr html i img input li link main meta nav ol p pre script section "
        "select span strong style sub sup table tbody td textarea tfoot th thead title tr u ul")
HTML = re.compile(r"</?(?:" + "|".join(TAGS.split()) + r")(?:[\s>/]|$)", re.I)
READ_ONLY = re.compile(r"^\.(rodata|data\.rel\.ro|text|eh_frame|comment|note)|^\*|^$")
# What compilers put beside our own data.
COMPILER = re.compile(r"^(__|\.|_GLOBAL_|asan|sancov|llvm)")


def in_app(folder):
    return folder == "app" or folder.startswith("worker/")


def check_file(root, path, used_exceptions):
    where, folder = str(path.relative_to(root)), c_source.folder_of(root, path)
    code, literals = c_source.split(path.read_text(encoding="utf-8"))
    problems = []
    for m in CALL.finditer(code):
        name, line = m.group(1), code.count("\n", 0, m.start()) + 1
        if (where, name) in EXCEPTIONS:
            used_exceptions.add((where, name))
        elif name in BANNED:
            problems.append(f"{where}:{line}: {name}() is not used here")
        elif name in ONLY_APP and not in_app(folder):
            problems.append(f"{where}:{line}: {name}() belongs in src/app")
    for line, text in literals:
        if SQL.search(text.replace("\\n", " ")) and not path.name.endswith("_sql.c"):
            problems.append(f"{where}:{line}: SQL text belongs in a file called *_sql.c")
        if HTML.search(text) and folder != "html" and where not in HTML_READERS:
            problems.append(f"{where}:{line}: HTML text belongs in src/html: {text[:40]}")
    return problems


def check_data(root, build):
    problems = []
    for source, (obj, arguments) in sorted(c_source.commands(root, build).items()):
        # Sanitizers keep data of their own beside every variable.
        if in_app(c_source.folder_of(root, source)) or not obj.exists() \
                or any(a.startswith("-fsanitize") for a in arguments):
            continue
        for name, kind, section in c_source.symbols(obj):
            mutable = kind.upper() in "DBCGS" and not READ_ONLY.match(section) or kind == "C"
            if mutable and not COMPILER.match(name):
                problems.append(f"{source.relative_to(root)}: {name} can change and lives as long "
                                f"as the process ({section})")
    return problems


def main(argv):
    root = pathlib.Path(argv[1]).resolve()
    used, problems = set(), []
    for path in c_source.sources(root):
        problems += check_file(root, path, used)
    for where, name in sorted(set(EXCEPTIONS) - used):
        if (root / where).exists() or root == c_source.HERE:
            problems.append(f"{where}: the exception for {name}() is no longer needed")
    if len(argv) > 2:
        problems += check_data(root, pathlib.Path(argv[2]))
    print("\n".join(problems) if problems else "calls, texts and data are where they belong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
