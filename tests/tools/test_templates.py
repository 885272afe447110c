#!/usr/bin/env python3
"""The compiler of templates: what it refuses, with which line, and what it makes of the rest."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import gen_templates  # noqa: E402
import template_views  # noqa: E402

VIEWS = """
/* struct ghost { struct sv boo; }; */
struct item { struct sv name, url; unsigned n; };
struct other { struct sv name; };
struct home {
	struct sv title, url; // a comment; with a semicolon
	const char *note;
	char code[12];
	bool yes;
	unsigned long long count;
	double odd;
	struct html_markup ready;
	struct item first;
	const struct item *maybe;
	const struct item *items;
	size_t n_items;
	const struct sv *words;
	size_t n_words;
};
"""


def compile_text(body, **others):
    structs = template_views.parse([VIEWS])
    templates = {"home": ("templates/home.html", "{{! view: struct home }}\n" + body)}
    for name, text in others.items():
        templates[name] = (f"templates/{name}.html", text)
    return gen_templates.Compiler(structs).compile(templates)


class Refused(unittest.TestCase):
    def refuse(self, body, line, *words, **others):
        _, faults = compile_text(body, **others)
        self.assertEqual(len(faults), 1, f"{body!r}: {faults}")
        self.assertTrue(faults[0].startswith(f"templates/home.html:{line}: "), faults[0])
        for word in words:
            self.assertIn(word, faults[0])

    def test_names(self):
        self.refuse("<p>\n{{titel}}</p>", 3, "no 'titel' in struct home")
        self.refuse("{{first.nam}}", 2, "no 'nam' in struct item")
        self.refuse("{{#items}}\n{{titel}}{{/items}}", 3, "struct item, struct home")
        self.refuse("{{boo}}", 2, "boo")
        self.refuse("{{ti tle}}", 2, "not a name")
        self.refuse("{{.}}", 2, "{{.}}")
        self.refuse("{{maybe.name}}", 2, "enter it with {{#maybe}}")
        self.refuse("{{items.name}}", 2, "enter it")

    def test_types(self):
        self.refuse("{{first}}", 2, "cannot be printed")
        self.refuse("{{items}}", 2, "cannot be printed")
        self.refuse("{{yes}}", 2, "cannot be printed")
        self.refuse("{{odd}}", 2, "double odd")
        self.refuse("{{{title}}}", 2, "only for struct html_markup")
        self.refuse("{{ready}}", 2, "{{{ready}}}")
        self.refuse('<p title="{{{ready}}}">', 2, "between tags")
        self.refuse("{{^first}}x{{/first}}", 2, "always there")
        self.refuse('<a href="{{count}}">', 2, "number")

    def test_sections(self):
        self.refuse("{{#yes}}\nx", 2, "not closed")
        self.refuse("{{#yes}}\n{{/items}}", 3, "open is 'yes'")
        self.refuse("x\n{{/yes}}", 3, "ends nothing")
        self.refuse('{{#yes}}<p class="{{/yes}}x">', 2, "begins in text and ends in value")
        self.refuse('<p {{#yes}}title="a"><b{{/yes}}>', 2, "another element")
        self.refuse("{{#yes}}<pre>{{/yes}}", 2, "another element")
        self.refuse("<{{#yes}}p{{/yes}}>", 2, "may not begin here")

    def test_places_where_nothing_is_safe(self):
        for place in ("<script>{{title}}</script>", "<script>\nvar a = 1;</script>",
                      "<style>{{title}}</style>", "<style>p { }</style>", "<p title={{title}}>",
                      "<p title='{{title}}'>", "<p {{title}}>", '<p {{title}}="x">', "<{{title}}>",
                      "</{{title}}>", '<p onclick="{{title}}">', '<p ONCLICK="x">', '<p style="{{title}}">',
                      '<p style="color:red">', "<!-- {{title}} -->", '<img srcset="{{url}}">',
                      '<iframe srcdoc="{{title}}">', '<object data="{{url}}">', '<base href="{{url}}">',
                      '<meta http-equiv="refresh">', '<p title="{{title}}"class="x">', "<p =x>", "a < b",
                      '<a href="javascript:{{title}}">', '<a href="DATA:x">', "<p title=x>", "<p title>{{&title}}"):
            with self.subTest(place):
                _, faults = compile_text(place)
                self.assertEqual(len(faults), 1, faults)
                self.assertRegex(faults[0], r"^templates/home\.html:[23]: ")

    def test_ends(self):
        for body in ("<p", '<p title="', "<title>x", "<textarea>", "<script src=\"/x\">"):
            with self.subTest(body):
                self.refuse("\n" + body, 3, "ends inside")

    def test_partials(self):
        self.refuse("{{> nothing}}", 2, "no template 'nothing'")
        self.refuse("\n{{> row}}", 3, "struct other", row="{{! view: struct other }}{{name}}")
        self.refuse('<p title="{{> row}}">', 2, "between tags", row="{{! view: struct home }}{{title}}")
        _, faults = compile_text("{{> row}}", row="{{title}}")
        self.assertIn("templates/row.html:1: the first line must be", faults[0])

    def test_stray(self):
        self.refuse("a\n{{title", 3, "stray {{")
        self.refuse("title}}", 2, "stray }}")


class Made(unittest.TestCase):
    def code(self, body, **others):
        functions, faults = compile_text(body, **others)
        self.assertEqual(faults, [])
        return [line.strip() for f in functions for line in f if not line.startswith("#line")]

    def test_ways_of_writing(self):
        for body, call in (
                ("<p>{{title}}", "html_put_text(h, v->title);"),
                ("<title>{{title}}</title>", "html_put_text(h, v->title);"),
                ("{{note}}", "html_put_text(h, sv_of(v->note));"),
                ('<p title="{{code}}">', "html_put_attr(h, sv_of(v->code));"),
                ('<a href="{{url}}">', "html_put_url(h, v->url);"),
                ('<form action="{{first.url}}">', "html_put_url(h, v->first.url);"),
                ('<a href="/x?y={{title}}">', "html_put_part(h, v->title);"),
                ('<a href="{{url}}{{title}}">', "html_put_part(h, v->title);"),
                ('<a href="{{#yes}}/x/{{/yes}}{{url}}">', "html_put_url(h, v->url);"),
                ("{{count}}", "html_put_uint(h, v->count);"),
                ("{{{ready}}}", "html_put_markup(h, v->ready);")):
            with self.subTest(body):
                self.assertIn(call, self.code(body))

    def test_sections(self):
        for body, head in (
                ("{{#yes}}x{{/yes}}", "if (v->yes) {"),
                ("{{^yes}}x{{/yes}}", "if (!(v->yes)) {"),
                ("{{#title}}x{{/title}}", "if (v->title.n > 0) {"),
                ("{{#first}}{{name}}{{/first}}", "const struct item *v1 = &v->first;"),
                ("{{#maybe}}{{name}}{{/maybe}}", "if (v->maybe) {"),
                ("{{#items}}{{name}}{{/items}}", "for (size_t i1 = 0; i1 < v->n_items; i1++) {"),
                ("{{^items}}x{{/items}}", "if (v->n_items == 0) {"),
                ("{{#words}}{{.}}{{/words}}", "html_put_text(h, v1);"),
                ("{{#items}}{{title}}{{/items}}", "html_put_text(h, v->title);"),
                ("{{#items}}{{name}}{{#first}}{{name}}{{/first}}{{/items}}", "html_put_text(h, v2->name);")):
            with self.subTest(body):
                self.assertIn(head, self.code(body))

    def test_partials(self):
        row = "{{! view: struct item }}{{name}}"
        self.assertIn("put_row(h, v1);", self.code("{{#items}}{{> row}}{{/items}}", row=row))
        self.assertIn("put_row(h, &v->first);", self.code("{{> row}}", row=row))

    def test_white_space(self):
        def text(body):
            return "".join(line for line in self.code(body) if line.startswith("html_literal"))
        self.assertIn('"<ul>\\n<li>a</li>\\n</ul>"', text("\t<ul>\n\t\t<li>a</li>\n\n\t</ul>\n"))
        self.assertIn('"<p title=\\"a\\" class=\\"b\\" >', text('<p title="a"\n\t\tclass="b"\n>x'))
        self.assertIn("a\\n\\011b", text("<pre>a\n\tb</pre>"))

    def test_long_literals_are_split(self):
        calls = [line for line in self.code("长" * 5000) if line.startswith("html_literal")]
        self.assertGreater(len(calls), 4)
        data = b"".join(line.encode().split(b'"')[1] for line in calls)
        octal = bytes(int(n, 8) for n in data.decode().split("\\")[1:])
        self.assertEqual(octal.decode(), "长" * 5000)


class Program(unittest.TestCase):
    """The program as the build runs it."""

    def run_on(self, folder, listed, body):
        (folder / "views.h").write_text(VIEWS, encoding="utf-8")
        for name in ("home", "more"):
            (folder / f"{name}.html").write_text("{{! view: struct home }}\n" + body, encoding="utf-8")
        return subprocess.run(
            [sys.executable, ROOT / "tools" / "gen_templates.py", "--root", folder, "--out", folder, "--header",
             "t.h", "--views", folder / "views.h", "--templates", *(folder / f"{n}.html" for n in listed)],
            capture_output=True, text=True)

    def test_a_fault_writes_nothing(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            done = self.run_on(folder, ["home", "more"], "{{wrong}}")
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr.count("\n"), 2)
            self.assertFalse((folder / "templates.c").exists())

    def test_a_template_nobody_lists(self):
        with tempfile.TemporaryDirectory() as name:
            done = self.run_on(pathlib.Path(name), ["home"], "{{title}}")
            self.assertEqual(done.returncode, 1)
            self.assertIn("more.html:1: this template is not listed", done.stderr)

    def test_good_ones(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            done = self.run_on(folder, ["home", "more"], "{{title}}")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("void template_more(struct html *h, const struct home *v);",
                          (folder / "templates.h").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
