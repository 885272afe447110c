"""Templates: Mustache tags to a tree, and the place in HTML at which each of them stands."""

import re

TAG = re.compile(r"\{\{(?:\{(?P<raw>[^{}]*)\}\}\}|(?P<comment>!.*?)\}\}|(?P<sign>[#^/>&=]?)(?P<name>[^{}]*)\}\})",
                 re.S)
NAME = re.compile(r"^(?:\.|[a-z]\w*(?:\.[a-z]\w*)*)$")
VIEW = re.compile(r"^\{\{!\s*view:\s*struct\s+(\w+)\s*\}\}")


class Fault(Exception):
    """A mistake in a template, with its line."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line, self.message = line, message


class Node:
    """kind: text, var, raw, section, inverted, partial."""

    def __init__(self, kind, line, name="", text=""):
        self.kind, self.line, self.name, self.text, self.children = kind, line, name, text, []
        self.fresh = False      # a text that begins a line


def alone_on_line(text, start, end):
    """Extent of the whole line when nothing but white space stands beside text[start:end]."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop + 1
    if text[begin:start].strip() or text[end:stop].strip():
        return start, end
    return begin, stop


def literal(text, start, end):
    node = Node("text", text.count("\n", 0, start) + 1, text=text[start:end])
    node.fresh = start == 0 or text[start - 1] == "\n"
    return node


def tokens(text):
    at = 0
    for m in TAG.finditer(text):
        start, end = m.span()
        line = text.count("\n", 0, start) + 1
        if m.group("comment") is not None or m.group("sign"):
            start, end = alone_on_line(text, start, end)
        start = max(start, at)
        if text[at:start]:
            yield literal(text, at, start)
        at = end
        if m.group("comment") is not None:
            continue
        if m.group("raw") is not None:
            yield Node("raw", line, m.group("raw").strip())
            continue
        kinds = {"": "var", "#": "section", "^": "inverted", "/": "end", ">": "partial"}
        if m.group("sign") not in kinds:
            raise Fault(line, f"{{{{{m.group('sign')} is not supported")
        yield Node(kinds[m.group("sign")], line, m.group("name").strip())
    if text[at:]:
        yield literal(text, at, len(text))


def parse(text):
    """(name of the view struct, list of nodes)"""
    view = VIEW.match(text)
    if not view:
        raise Fault(1, "the first line must be {{! view: struct NAME }}")
    text = text.removesuffix("\n")  # a part may stand inside a line
    root = Node("root", 1)
    stack = [root]
    for node in tokens(text):
        if node.kind == "text":
            for mark in ("{{", "}}"):
                if mark in node.text:
                    line = node.line + node.text.count("\n", 0, node.text.index(mark))
                    raise Fault(line, f"stray {mark}")
        elif not NAME.match(node.name):
            raise Fault(node.line, f"'{node.name}' is not a name")
        if node.kind == "end":
            if len(stack) == 1 or stack[-1].name != node.name:
                opened = f"; open is '{stack[-1].name}'" if len(stack) > 1 else ""
                raise Fault(node.line, f"{{{{/{node.name}}}}} ends nothing{opened}")
            stack.pop()
            continue
        stack[-1].children.append(node)
        if node.kind in ("section", "inverted"):
            stack.append(node)
    if len(stack) > 1:
        raise Fault(stack[-1].line, f"'{stack[-1].name}' is not closed")
    return view.group(1), root.children


# ── The place in HTML ────────────────────────────────────────────────────────────────────────────

URLS = {"href", "src", "action", "formaction", "cite", "poster"}
NEVER = {"style", "srcset", "srcdoc", "data", "background", "http-equiv", "ping", "manifest",
         "xlink:href"}
RAW_ELEMENTS = {"style", "xmp", "iframe", "noembed", "noframes", "plaintext", "object", "embed", "base"}
SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):", re.I)
SPACE = " \t\n\r\f"


def wide(ch):
    """Chinese writing and its punctuation, between which a line break is no space."""
    return "\u2e80" <= ch <= "\u9fff" or "\uf900" <= ch <= "\ufaff" or "\uff00" <= ch <= "\uffef" \
        or "\U00020000" <= ch <= "\U0003ffff" or ch in "“”‘’—…·"


class Place:
    """Where in HTML the reading stands; feed() takes literal text and gives it back tidied.

    state: text, rcdata (title, textarea), script, open (after <), name, end, doctype, tight (in a
    tag, a space must follow), gap (in a tag, after a space), attr, eq (after =), value
    """

    def __init__(self):
        self.state, self.element, self.attr = "text", "", ""
        self.begun = False      # something stands in the value before
        self.last = ""          # the last literal character of text; "" after anything else
        self.pre = 0
        self.head = ""          # of a value: its literal beginning

    def border(self):
        """What must be the same on both sides of a section."""
        if self.state in ("name", "attr"):
            self.state = "tight"
        return ("tag" if self.state in ("tight", "gap") else self.state,
                self.element if self.state != "text" else "", self.pre,
                self.attr if self.state == "value" else "")

    def copy(self):
        other = Place()
        other.__dict__.update(self.__dict__)
        return other

    def join(self, other):
        """After a section that may have been left out: `other` is the place it began at."""
        if "tight" in (self.state, other.state):
            self.state = "tight"
        self.begun = self.begun and other.begun
        self.last = ""

    def fail(self, line, message):
        raise Fault(line, message)

    def feed(self, text, line, fresh=False):
        out, i = [], 0
        if fresh and self.state == "text" and not self.pre:  # indentation
            i = len(text) - len(text.lstrip(" \t"))
        while i < len(text):
            ch = text[i]
            step = getattr(self, "in_" + self.state)
            taken, kept = step(text, i, line + text.count("\n", 0, i))
            out.append(kept)
            i += taken
        return "".join(out)

    def in_text(self, text, i, line):
        ch = text[i]
        if ch == "<":
            self.state, self.last = "open", ""
            return 1, ch
        if ch in SPACE and not self.pre:
            j = i
            while j < len(text) and text[j] in SPACE:
                j += 1
            run = text[i:j]
            follows = text[j] if j < len(text) else ""
            before, self.last = self.last, ""
            if "\n" not in run:
                return j - i, run
            joined = before and follows and wide(before) and wide(follows)
            return j - i, "" if joined else "\n"
        self.last = ch
        return 1, ch

    def in_open(self, text, i, line):
        ch = text[i]
        if ch == "!":
            if text[i:i + 3] == "!--":
                self.fail(line, "write {{! comments }}, not <!-- -->")
            self.state = "doctype"
        elif ch == "/":
            self.state, self.element = "end", ""
        elif ch.isascii() and ch.isalpha():
            self.state, self.element = "name", ch.lower()
        else:
            self.fail(line, "'<' must begin a tag; write &lt; for the character")
        return 1, ch

    def in_doctype(self, text, i, line):
        if text[i] == ">":
            self.state = "text"
        return 1, text[i]

    def in_end(self, text, i, line):
        if text[i] == ">":
            self.pre -= self.element == "pre" and self.pre > 0
            self.state = "text"
        elif text[i] not in SPACE:
            self.element += text[i].lower()
        return 1, text[i]

    def in_name(self, text, i, line):
        ch = text[i]
        if ch.isascii() and (ch.isalnum() or ch == "-"):
            self.element += ch.lower()
            return 1, ch
        if self.element in RAW_ELEMENTS:
            self.fail(line, f"<{self.element}> has no place in a template")
        self.state = "tight"
        return 0, ""

    def in_tight(self, text, i, line):
        if text[i] in SPACE:
            self.state = "gap"
            return 0, ""
        if text[i] in ">/":
            return self.close(text, i)
        return self.fail(line, f"in <{self.element}>: a space must stand before '{text[i]}'")

    def in_gap(self, text, i, line):
        ch = text[i]
        if ch in SPACE:
            j = i
            while j < len(text) and text[j] in SPACE:
                j += 1
            return j - i, " "
        if ch in ">/":
            return self.close(text, i)
        if not (ch.isascii() and (ch.isalpha() or ch in "_:")):
            self.fail(line, f"in <{self.element}>: '{ch}' does not begin an attribute")
        self.state, self.attr = "attr", ""
        return 0, ""

    def close(self, text, i):
        if text[i] == "/":
            return 1, "/"
        self.last = ""
        rcdata = self.element in ("title", "textarea")
        self.state = "rcdata" if rcdata else "script" if self.element == "script" else "text"
        if self.element == "pre":
            self.pre += 1
        # A parser drops the line break after these tags; one more keeps that of the content.
        mend = self.element in ("textarea", "pre") and text[i + 1:i + 2] != "\n"
        return 1, ">\n" if mend else ">"

    def in_attr(self, text, i, line):
        ch = text[i]
        if ch.isascii() and (ch.isalnum() or ch in "-_:."):
            self.attr += ch.lower()
            return 1, ch
        if self.attr.startswith("on") or self.attr in ("style", "srcdoc", "http-equiv"):
            self.fail(line, f"the attribute {self.attr} is not allowed: neither style nor script in markup")
        if ch == "=":
            self.state = "eq"
            return 1, ch
        self.state = "tight"
        return 0, ""

    def in_eq(self, text, i, line):
        if text[i] != '"':
            self.fail(line, f"the value of {self.attr} must stand in double quotes")
        self.state, self.begun, self.head = "value", False, ""
        return 1, '"'

    def in_value(self, text, i, line):
        if text[i] == '"':
            self.state = "tight"
            return 1, '"'
        if text[i] == "<":
            self.fail(line, f"'<' in the value of {self.attr}: is a quote missing?")
        self.begun = True
        self.head += text[i]
        scheme = SCHEME.match(self.head) if self.attr in URLS else None
        if scheme and scheme.group(1).lower() not in ("http", "https", "mailto"):
            self.fail(line, f"{self.attr} may not begin with {scheme.group(0)}")
        return 1, text[i]

    def in_rcdata(self, text, i, line):
        if text[i] == "<" and text[i:i + 2 + len(self.element)].lower() == "</" + self.element:
            self.state = "open"
        return 1, text[i]

    def in_script(self, text, i, line):
        if text[i:i + 8].lower() == "</script":
            self.state = "open"
            return 1, "<"
        return self.fail(line, "no script in a template: put it in assets/ and name it by src")

    def hole(self, node):
        """How a value that stands here is written: text, attr, url (a whole one) or part (of one)."""
        self.last = ""
        if self.state in ("text", "rcdata"):
            return "text"
        if self.state != "value":
            where = {"script": "in a script", "eq": "outside double quotes", "attr": "in the name of an "
                     "attribute", "tight": "in a tag", "gap": "in a tag", "name": "in the name of a tag",
                     "open": "in the name of a tag", "end": "in the name of a tag"}
            self.fail(node.line, f"{{{{{node.name}}}}} stands {where.get(self.state, 'here')}; values go "
                      "into text and double-quoted attributes only")
        if self.attr in NEVER or self.attr.startswith("on"):
            self.fail(node.line, f"{{{{{node.name}}}}} may not stand in the attribute {self.attr}")
        begun, self.begun = self.begun, True
        if self.attr not in URLS:
            return "attr"
        return "part" if begun else "url"
