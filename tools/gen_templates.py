#!/usr/bin/env python3
"""Compile templates (Mustache in HTML) to C functions over typed view structs.

 - the first line of a template, {{! view: struct view_home }}, names the struct it is filled from
 - templates/home.html becomes void template_home(struct html *h, const struct view_home *v)
 - a name the struct does not have, a section that cannot be one, a value where escaping cannot make it
   safe: a message with the template's line, and nothing is written

What stands where in HTML is followed through the literal text (template_parse.py), so each value is
written in the way of its place: text, attribute, address or part of an address.

usage: gen_templates.py --root DIR --out DIR --header NAME --views HEADER… --templates FILE…
Writes templates.h and templates.c to the folder --out; NAME is what C files call that header.
"""

import argparse
import pathlib
import sys

import template_parse
import template_views
from template_parse import Fault

LITERAL_MAX = 3000   # bytes: C promises 4,095 characters for a string literal
TEXTUAL = {"text": "{0}", "cstring": "sv_of({0})", "chars": "sv_of({0})"}
TEST = {"bool": "{0}", "int": "{0} != 0", "uint": "{0} != 0", "text": "{0}.n > 0",
        "cstring": "{0} && {0}[0]", "chars": "{0}[0]", "markup": "html_markup_some({0})",
        "optional": "{0}"}


def c_string(data):
    """Bytes as the inside of a C string literal; \\x is not used, it would swallow digits."""
    out = []
    for byte in data:
        ch = chr(byte)
        if ch == "\n":
            out.append("\\n")
        elif ch in '"\\':
            out.append("\\" + ch)
        elif ch == "?" or not 0x20 <= byte < 0x7F:  # ?: no trigraphs
            out.append(f"\\{byte:03o}")
        else:
            out.append(ch)
    return "".join(out)


class Context:
    """One level of names: a struct behind a C pointer, or a text that {{.}} means."""

    def __init__(self, struct=None, pointer=None, item=None):
        self.struct, self.pointer, self.item = struct, pointer, item


class Function:
    """The C function of one template."""

    def __init__(self, name, path, view, compiler):
        self.name, self.path, self.view, self.compiler = name, path, view, compiler
        self.out, self.pending, self.pending_line = [], "", 0
        self.depth, self.counter, self.line = 1, 0, 0
        self.stack = [Context(struct=view, pointer="v")]
        self.place = template_parse.Place()

    # ── Writing C ──

    def emit(self, code, line):
        self.flush()
        self.statement(code, line)

    def statement(self, code, line):
        if line != self.line:
            self.out.append(f'#line {line} "{self.path}"')
        self.out.append("\t" * self.depth + code)
        self.line = line + 1

    def flush(self):
        data, self.pending = self.pending.encode(), ""
        while data:
            piece = data[:LITERAL_MAX]
            self.statement(f'html_literal(h, "{c_string(piece)}");', self.pending_line)
            data = data[LITERAL_MAX:]

    def literal(self, text, line):
        if not self.pending:
            self.pending_line = line
        self.pending += text

    # ── Names ──

    def structs(self, struct, line):
        fields = self.compiler.structs.get(struct)
        if fields is None:
            raise Fault(line, f"no view header declares struct {struct}")
        return fields

    def find(self, name, line):
        """(field, C expression) of a name, looked for from the innermost context outwards."""
        if name == ".":
            item = next((c.item for c in reversed(self.stack) if c.item), None)
            if item is None:
                raise Fault(line, "{{.}} stands in no section of a text")
            return template_views.Field(".", "text"), item
        first, *rest = name.split(".")
        for context in reversed(self.stack):
            if context.struct and first in self.structs(context.struct, line):
                field = self.structs(context.struct, line)[first]
                return self.members(field, f"{context.pointer}->{first}", rest, name, line)
        known = ", ".join(f"struct {c.struct}" for c in reversed(self.stack) if c.struct)
        raise Fault(line, f"there is no '{first}' in {known}")

    def members(self, field, expression, rest, name, line):
        for part in rest:
            if field.kind != "struct":
                raise Fault(line, f"'{name}': '{field.name}' is not a struct inside its view; enter it "
                            f"with {{{{#{field.name}}}}}")
            inner = self.structs(field.struct, line)
            if part not in inner:
                raise Fault(line, f"there is no '{part}' in struct {field.struct}")
            field, expression = inner[part], f"{expression}.{part}"
        if field.kind == "other":
            raise Fault(line, f"'{name}' has a type that templates do not know: {field.said}")
        return field, expression

    # ── Nodes ──

    def nodes(self, nodes):
        for node in nodes:
            getattr(self, "node_" + node.kind)(node)

    def node_text(self, node):
        self.literal(self.place.feed(node.text, node.line, node.fresh), node.line)

    def node_var(self, node):
        field, expression = self.find(node.name, node.line)
        way = self.place.hole(node)
        if field.kind in ("int", "uint"):
            if way == "url":
                raise Fault(node.line, f"'{node.name}' is a number, not an address")
            self.emit(f"html_put_{field.kind}(h, {expression});", node.line)
        elif field.kind in TEXTUAL:
            self.emit(f"html_put_{way}(h, {TEXTUAL[field.kind].format(expression)});", node.line)
        elif field.kind == "markup":
            raise Fault(node.line, f"'{node.name}' is markup: write {{{{{{{node.name}}}}}}}")
        else:
            raise Fault(node.line, f"'{node.name}' cannot be printed, it is: {field.said}")

    def node_raw(self, node):
        field, expression = self.find(node.name, node.line)
        if field.kind != "markup":
            raise Fault(node.line, f"{{{{{{{node.name}}}}}}} is only for struct html_markup, this is: "
                        f"{field.said}")
        if self.place.state != "text":
            raise Fault(node.line, f"{{{{{{{node.name}}}}}}} may stand between tags only")
        self.place.hole(node)
        self.emit(f"html_put_markup(h, {expression});", node.line)

    def node_partial(self, node):
        view = self.compiler.views.get(node.name)
        if view is None:
            raise Fault(node.line, f"there is no template '{node.name}'")
        if self.place.state != "text":
            raise Fault(node.line, "a partial may stand between tags only")
        self.place.last = ""
        pointer = next((p for c in reversed(self.stack) for p in self.of_struct(c, view, node)), None)
        if pointer is None:
            raise Fault(node.line, f"partial '{node.name}' is filled from struct {view}, which is not "
                        "what we are in")
        self.emit(f"put_{node.name}(h, {pointer});", node.line)

    def of_struct(self, context, view, node):
        """The context itself or the one member of it that is the struct."""
        if context.struct == view:
            return [context.pointer]
        fields = self.compiler.structs.get(context.struct, {}).values()
        found = [f"&{context.pointer}->{f.name}" for f in fields if f.kind == "struct" and f.struct == view]
        if len(found) > 1:
            raise Fault(node.line, f"partial '{node.name}': more than one member is a struct {view}; "
                        "enter the one that is meant")
        return found

    def node_inverted(self, node):
        field, expression = self.find(node.name, node.line)
        if field.kind in ("list", "texts"):
            test = f"{self.count(expression)} == 0"
        elif field.kind in TEST:
            test = f"!({TEST[field.kind].format(expression)})"
        else:
            raise Fault(node.line, f"'{node.name}' is always there: {field.said}")
        self.block(f"if ({test}) {{", [], None, node)

    @staticmethod
    def count(expression):
        head, arrow, name = expression.rpartition("->")
        dot = name.rfind(".")
        return f"{head}{arrow}{name[:dot + 1]}n_{name[dot + 1:]}"

    def node_section(self, node):
        field, expression = self.find(node.name, node.line)
        self.counter += 1
        v, i = f"v{self.counter}", f"i{self.counter}"
        if field.kind in ("list", "texts"):
            head = f"for (size_t {i} = 0; {i} < {self.count(expression)}; {i}++) {{"
            if field.kind == "texts":
                self.block(head, [f"struct sv {v} = {expression}[{i}];", f"(void){v};"],
                           Context(item=v), node)
                return
            context, source = Context(struct=field.struct, pointer=v), f"&{expression}[{i}]"
        elif field.kind in ("struct", "optional"):
            head = "{" if field.kind == "struct" else f"if ({expression}) {{"
            context = Context(struct=field.struct, pointer=v)
            source = expression if field.kind == "optional" else f"&{expression}"
        else:
            item = TEXTUAL[field.kind].format(expression) if field.kind in TEXTUAL else None
            self.block(f"if ({TEST[field.kind].format(expression)}) {{", [],
                       Context(item=item) if item else None, node)
            return
        self.structs(field.struct, node.line)
        self.block(head, [f"const struct {field.struct} *{v} = {source};", f"(void){v};"], context,
                   node)

    def block(self, head, declarations, context, node):
        """The body of a section; it must end at the place in HTML where it began."""
        before = self.place.border()
        if before[0] not in ("text", "rcdata", "tag", "value"):
            raise Fault(node.line, f"a section may not begin here ({before[0]})")
        start = self.place.copy()
        self.place.last = ""
        self.emit(head, node.line)
        self.depth += 1
        for code in declarations:
            self.statement(code, node.line)
        if context:
            self.stack.append(context)
        self.nodes(node.children)
        if context:
            self.stack.pop()
        self.flush()
        after = self.place.border()
        if after != before:
            raise Fault(node.line, f"section '{node.name}' begins in {before[0]} and ends in {after[0]}"
                        if after[0] != before[0] else
                        f"section '{node.name}' ends in another element or attribute than it began")
        self.place.join(start)
        self.depth -= 1
        self.statement("}", node.line)

    def compile(self, nodes):
        self.structs(self.view, 1)
        self.nodes(nodes)
        self.flush()
        if self.place.state != "text":
            raise Fault(self.place_line(nodes), "the template ends inside a tag or a title, script or "
                        "textarea")
        return [f"static void put_{self.name}(struct html *h, const struct {self.view} *v)", "{",
                "\t(void)v;", *self.out, "}", ""]

    @staticmethod
    def place_line(nodes):
        return nodes[-1].line + nodes[-1].text.rstrip("\n").count("\n") if nodes else 1


class Compiler:
    def __init__(self, structs):
        self.structs, self.views = structs, {}

    def compile(self, templates):
        """{name: (path, text)} to (functions as lines of C, faults as messages)."""
        parsed, faults, functions = {}, [], []
        for name, (path, text) in templates.items():
            try:
                self.views[name], parsed[name] = template_parse.parse(text)
            except Fault as fault:
                faults.append(f"{path}:{fault.line}: {fault.message}")
        for name, nodes in parsed.items():
            path = templates[name][0]
            try:
                function = Function(name, path, self.views[name], self)
                functions.append(function.compile(nodes))
            except Fault as fault:
                faults.append(f"{path}:{fault.line}: {fault.message}")
        return functions, faults

    def prototypes(self, head="template_"):
        return [f"void {head}{name}(struct html *h, const struct {view} *v)"
                for name, view in self.views.items()]


def header(compiler):
    lines = ["/* Made by tools/gen_templates.py. One function a file of templates/. */", "#pragma once", "",
             '#include "html/template.h"', ""]
    lines += [f"struct {view};" for view in sorted(set(compiler.views.values()))]
    for (name, _), prototype in zip(compiler.views.items(), compiler.prototypes()):
        lines += ["", f"/** Write templates/{name}.html. */", prototype + ";"]
    return "\n".join(lines) + "\n"


def source(compiler, functions, own, headers):
    lines = ["/* Made by tools/gen_templates.py. */", f'#include "{own}"', ""]
    lines += [f'#include "{h}"' for h in headers] + [""]
    lines += ["static " + p.replace("template_", "put_", 1) + ";" for p in compiler.prototypes()] + [""]
    for function in functions:
        lines += function
    own = '#line {} "templates.c"'
    for name, prototype in zip(compiler.views, compiler.prototypes()):
        lines += [own.format(len(lines) + 2), prototype, "{", "\thtml_at_text(h);",
                  f"\tput_{name}(h, v);", "}", ""]
    return "\n".join(lines)


def main(argv):
    options = argparse.ArgumentParser()
    options.add_argument("--root", required=True)
    options.add_argument("--out", required=True)
    options.add_argument("--header", required=True)
    options.add_argument("--views", nargs="+", required=True)
    options.add_argument("--templates", nargs="+", required=True)
    given = options.parse_args(argv[1:])
    root = pathlib.Path(given.root).resolve()

    def shown(path):
        path = pathlib.Path(path).resolve()
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)

    structs = template_views.parse(pathlib.Path(p).read_text(encoding="utf-8") for p in given.views)
    templates = {pathlib.Path(p).stem: (shown(p), pathlib.Path(p).read_text(encoding="utf-8"))
                 for p in sorted(given.templates)}
    compiler = Compiler(structs)
    functions, faults = compiler.compile(templates)
    folders = {pathlib.Path(p).parent for p in given.templates}
    faults += [f"{shown(p)}:1: this template is not listed in meson.build beside it"
               for folder in folders for p in sorted(folder.glob("*.html"))
               if p.stem not in templates]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    out = pathlib.Path(given.out)
    headers = [shown(p).removeprefix("src/") for p in given.views]
    (out / "templates.h").write_text(header(compiler), encoding="utf-8")
    (out / "templates.c").write_text(source(compiler, functions, given.header, headers), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
