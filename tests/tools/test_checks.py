#!/usr/bin/env python3
"""Do the checkers of tools/ catch what they are for? Each case is a small tree with one fault."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

GOOD = {
    "src/base/meson.build": "# uses: (libc only)\n",
    "src/base/one.h": "/** Twice a number. */\nint one_double(int n);\n",
    "src/base/one.c": '#include "base/one.h"\nint one_double(int n)\n{\n\treturn 2 * n;\n}\n',
    "src/law/meson.build": "# uses: base\n",
    "src/law/two.h": "/** Four times a number. */\nint two_quadruple(int n);\n",
    "src/law/two.c": '#include "law/two.h"\n#include "base/one.h"\nstatic const char *const t[] ='
                     ' { "a" };\nint two_quadruple(int n)\n{\n\treturn 2 * one_double(n) + !t[0];\n'
                     "}\n",
    "src/app/meson.build": "# uses: base law\n",
    "src/app/main.c": '#include "law/two.h"\n#include <stdlib.h>\nint main(void)\n{\n'
                      "\texit(two_quadruple(0));\n}\n",
}


class Tree(unittest.TestCase):
    """A tree in a temporary folder, compiled where a checker reads object files."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def write(self, changes):
        for name, text in {**GOOD, **changes}.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def compile(self):
        build = self.root / "build"
        build.mkdir()
        entries = []
        for source in sorted(self.root.rglob("*.c")):
            output = str(source.relative_to(self.root)).replace("/", "_") + ".o"
            command = f"cc -std=gnu17 -fPIC -I../src -c {source} -o {output}"
            subprocess.run(command.split(), cwd=build, check=True)
            entries.append({"file": str(source), "output": output, "command": command})
        (build / "compile_commands.json").write_text(json.dumps(entries), encoding="utf-8")
        return build

    def check(self, tool, changes, build=True, extra=()):
        """Run a checker over the good tree with some files changed: (exit code, output)."""
        self.write(changes)
        arguments = [str(self.compile())] if build else []
        done = subprocess.run([sys.executable, ROOT / "tools" / tool, self.root, *arguments, *extra],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def assert_caught(self, tool, changes, words, **how):
        code, said = self.check(tool, changes, **how)
        self.assertEqual(code, 1, said)
        self.assertIn(words, said)
        self.assertEqual(len(said.strip().splitlines()), 1, "one fault, one line: " + said)


class Layers(Tree):
    def test_a_good_tree_passes(self):
        code, said = self.check("check_layers.py", {})
        self.assertEqual(code, 0, said)

    def test_upward_use(self):
        self.assert_caught("check_layers.py", {"src/base/meson.build": "# uses: law\n"},
                           "'base' may not use 'law'")

    def test_use_of_the_same_floor(self):
        self.assert_caught("check_layers.py", {"src/law/meson.build": "# uses: base text\n"},
                           "'law' may not use 'text'")

    def test_undeclared_include(self):
        self.assert_caught("check_layers.py", {"src/app/meson.build": "# uses: base\n"},
                           "'app' does not say that it uses 'law'")

    def test_missing_uses_line(self):
        self.assert_caught("check_layers.py", {"src/base/meson.build": "x = 1\n"}, "no '# uses:'")

    def test_unknown_folder(self):
        self.assert_caught("check_layers.py", {"src/attic/meson.build": "# uses: base\n"},
                           "stands on no floor", build=False)

    def test_include_without_folder(self):
        self.assert_caught("check_layers.py",
                           {"src/base/x.c": '#include "one.h"\n'}, "not named by its folder",
                           build=False)

    def test_include_of_nothing(self):
        self.assert_caught("check_layers.py",
                           {"src/base/x.c": '#include "base/gone.h"\n'}, 'no "base/gone.h"',
                           build=False)

    def test_include_of_what_the_build_makes(self):
        made = {"src/base/x.c": '#include "base/made.h"\n'}
        code, said = self.check("check_layers.py", {
            **made, "src/base/meson.build": "# uses: (libc only)\n# makes: made.h made.c\n"}, build=False)
        self.assertEqual(code, 0, said)
        self.assert_caught("check_layers.py", {
            **made, "src/base/meson.build": "# uses: (libc only)\n# makes: other.h\n"},
            'no "base/made.h"', build=False)

    def test_circle_of_two_files(self):
        self.assert_caught("check_layers.py", {
            "src/base/a.c": "int a(int n);\nint b(int n);\nint a(int n)\n{\n\treturn b(n);\n}\n",
            "src/base/b.c": "int a(int n);\nint b(int n);\nint b(int n)\n{\n\treturn a(n);\n}\n",
        }, "in a circle: a.c -> b.c -> a.c")

    def test_circle_of_three_files(self):
        files = {f"src/base/{x}.c": f"int {x}(void);\nint {y}(void);\nint {x}(void)\n{{\n"
                 f"\treturn {y}();\n}}\n" for x, y in ("ab", "bc", "ca")}
        self.assert_caught("check_layers.py", files, "in a circle: a.c -> b.c -> c.c -> a.c")

    def test_a_shared_helper_is_no_circle(self):
        code, said = self.check("check_layers.py", {
            "src/base/x.c": '#include "base/one.h"\nint x(void);\nint x(void)\n{\n'
                            "\treturn one_double(1);\n}\n",
            "src/base/y.c": '#include "base/one.h"\nint x(void);\nint y(void);\nint y(void)\n{\n'
                            "\treturn one_double(x());\n}\n"})
        self.assertEqual(code, 0, said)

    def test_header_that_needs_another(self):
        code, said = self.check("check_layers.py",
                                {"src/base/z.h": "/** Size. */\nsize_t z_size(void);\n"})
        self.assertEqual(code, 1, said)
        self.assertIn("src/base/z.h: does not compile alone", said)

    def test_prototype_without_comment(self):
        self.assert_caught("check_layers.py",
                           {"src/base/z.h": "/** A. */\nint z_a(void);\n\nint z_b(int (*f)(int))\n"
                                            "\t__attribute__((format(printf, 1, 2)));\n"},
                           "z_b has no comment", build=False)

    def test_one_comment_for_a_group(self):
        code, said = self.check("check_layers.py",
                                {"src/base/z.h": "/** Both.\n\n Twice. */\nint z_a(void);\n"
                                                 "int z_b(void);\n"})
        self.assertEqual(code, 0, said)


class Calls(Tree):
    def in_law(self, body, words, **how):
        self.assert_caught("check_calls.py", {
            "src/law/three.c": f"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n{body}"
        }, words, **how)

    def test_a_good_tree_passes(self):
        code, said = self.check("check_calls.py", {})
        self.assertEqual(code, 0, said)

    def test_banned_calls(self):
        for call in ("sprintf(p, p)", "strcpy(p, p)", "strncpy(p, p, 1)", "atoi(p)", "system(p)",
                     "popen(p, p)", "strtok(p, p)", "localtime(0)", "gmtime (0)", "setjmp(p)"):
            with self.subTest(call=call):
                self.in_law(f"void f(char *p);\nvoid f(char *p)\n{{\n\t{call};\n}}\n",
                            "src/law/three.c:7: " + call.split("(")[0].strip(), build=False)

    def test_a_banned_call_in_app_too(self):
        self.assert_caught("check_calls.py",
                           {"src/app/x.c": "int f(char *p)\n{\n\treturn atoi(p);\n}\n"},
                           "src/app/x.c:3: atoi", build=False)

    def test_the_process_belongs_to_app(self):
        for call in ("exit(1)", "abort()", "_exit(1)", "getenv(p)", "time(0)", 'printf("x")',
                     "fprintf(stderr, p)", "clock_gettime(0, 0)"):
            with self.subTest(call=call):
                self.in_law(f"void f(char *p)\n{{\n\t{call};\n}}\n", "belongs in src/app",
                            build=False)

    def test_words_in_comments_texts_and_longer_names_are_no_calls(self):
        code, said = self.check("check_calls.py", {
            "src/law/three.c": "// exit(1) and strcpy(a, b)\n/* atoi(x) */\nint my_exit(int n);\n"
                               "int my_exit(int n)\n{\n\treturn n + !\"system(ls)\";\n}\n"})
        self.assertEqual(code, 0, said)

    def test_sql_outside_its_file(self):
        for text in ("SELECT a FROM b", "insert into t values (1)", "UPDATE t SET a = 1",
                     "CREATE TABLE t (a)", "DELETE FROM t"):
            with self.subTest(text=text):
                self.in_law(f'const char *f(void);\nconst char *f(void)\n{{\n\treturn "{text}";\n}}\n',
                            "*_sql.c", build=False)

    def test_sql_in_its_file(self):
        code, said = self.check("check_calls.py", {
            "src/law/three_sql.c": 'const char *const s = "SELECT a FROM b";\n'})
        self.assertEqual(code, 0, said)

    def test_html_outside_its_folder(self):
        for text in ("<td>", "</table>", "<p class=x", "a<br/>b", "<!DOCTYPE html>"):
            with self.subTest(text=text):
                self.in_law(f'const char *const x = "{text}";\n', "belongs in src/html", build=False)

    def test_html_over_two_literals(self):
        self.in_law('const char *const x = "<t"\n\t"d>";\n', "belongs in src/html", build=False)

    def test_html_in_its_folder_and_xml_elsewhere(self):
        code, said = self.check("check_calls.py", {
            "src/html/meson.build": "# uses: base\n",
            "src/html/h.c": 'const char *const h = "<td>";\n',
            "src/law/three.c": 'const char *const w = "<w:p><w:r/></w:p> 1 < 2";\n'})
        self.assertEqual(code, 0, said)

    def test_data_that_can_change(self):
        for text, name in (("static int count;\nint f(void)\n{\n\treturn ++count;\n}\n", "count"),
                           ("int f(void)\n{\n\tstatic int seen = 1;\n\treturn seen++;\n}\n", "seen"),
                           ("const char *names[] = { \"a\" };\n", "names"),
                           ("_Thread_local int last;\n", "last")):
            with self.subTest(name=name):
                self.setUp()
                self.assert_caught("check_calls.py", {"src/law/three.c": text},
                                   f"src/law/three.c: {name}")

    def test_data_of_app_may_change(self):
        code, said = self.check("check_calls.py", {"src/app/x.c": "int app_stop;\n"})
        self.assertEqual(code, 0, said)


class Docs(Tree):
    def check_page(self, text, caught):
        self.write({"README.md": text, "tools/make.py": "def make_it():\n    pass\n",
                    "dev": "#!/bin/sh\n# ./dev run   builds\n"})
        fake = self.root / "gongkai"
        fake.write_text('#!/bin/sh\ncase "$*" in\n"version --help") echo version ;;\n'
                        '"report --help") echo report ;;\n'
                        '"report check --help") echo "--format text|json" ;;\n*) exit 2 ;;\nesac\n',
                        encoding="utf-8")
        fake.chmod(0o755)
        done = subprocess.run([sys.executable, ROOT / "tools/check_docs.py", self.root, fake],
                              capture_output=True, text=True)
        if caught:
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertIn(caught, done.stdout)
        else:
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_true_pages(self):
        self.check_page("See `src/base/one.h`, `two_quadruple`, `make_it()`, [code](src/law/two.c), "
                        "`./dev run`, `gongkai report check --format json demo/`, `tools/*.py`.", None)

    def test_dead_names(self):
        for text, words in (("`src/base/none.h`", "there is no src/base/none.h"),
                            ("`tools/*.rb`", "there is no tools/*.rb"),
                            ("[code](src/gone.c)", "leads to src/gone.c"),
                            ("`two_triple`", "nothing is called two_triple"),
                            ("`struct two_thing`", "nothing is called struct two_thing"),
                            ("`./dev fly`", "./dev has no command 'fly'"),
                            ("`gongkai fly`", "no command 'fly'"),
                            ("`gongkai report fly x`", "no command 'report fly'"),
                            ("`gongkai report check --colour x`", "no option --colour"),
                            ("```\ngongkai report check --colour x\n```", "no option --colour")):
            with self.subTest(text=text):
                self.check_page(text, words)


if __name__ == "__main__":
    unittest.main()
