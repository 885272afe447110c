"""View structs as hand-written C headers declare them: names of fields and what a template may do with each."""

import re

import c_source

INTEGERS = set("""
    char short int long unsigned size_t ssize_t time_utc
    int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
""".split())
STRUCT = re.compile(r"\bstruct\s+(\w+)\s*\{([^{}]*)\}\s*;")
FIELD = re.compile(r"^(?P<base>(?:const\s+|unsigned\s+|signed\s+|long\s+|struct\s+)*\w+\b)\s*"
                   r"(?P<rest>\S.*)$", re.S)
NAME = re.compile(r"^(?P<stars>[*\s]*(?:const\s*)?[*\s]*)(?P<name>\w+)\s*(?P<array>\[[^\]]*\])?$")


class Field:
    """kind: text (struct sv), cstring, chars, bool, int, uint, markup, struct, optional, list, texts,
    other. `struct` names the type behind the last four but other."""

    def __init__(self, name, kind, struct=None, said=""):
        self.name, self.kind, self.struct, self.said = name, kind, struct, said


def kind_of(base, stars, array):
    """(kind, struct) of one declarator; a pointer to a struct is a list when it has an n_ sibling."""
    base = " ".join(base.replace("const", " ").split())
    if base == "struct sv":
        return ("texts?", None) if stars == 1 else ("text", None) if not stars else ("other", None)
    if base == "struct html_markup":
        return ("other" if stars else "markup"), None
    if base.startswith("struct ") and not array:
        return ("struct", "optional")[stars] if stars < 2 else "other", base.split()[1]
    if base == "char" and (stars == 1) != bool(array):
        return ("cstring" if stars else "chars"), None
    if stars or array:
        return "other", None
    if base == "bool":
        return "bool", None
    words = base.split()
    if words and all(w in INTEGERS or w == "signed" for w in words):
        unsigned = words[0].startswith("u") or words[0] == "size_t"
        return ("uint" if unsigned else "int"), None
    return "other", None


def fields_of(body):
    fields = {}
    for declaration in body.split(";"):
        m = FIELD.match(declaration.strip())
        if not m:
            continue
        for declarator in m.group("rest").split(","):
            n = NAME.match(declarator.strip())
            if not n:
                continue
            kind, struct = kind_of(m.group("base"), n.group("stars").count("*"), n.group("array"))
            fields[n.group("name")] = Field(n.group("name"), kind, struct,
                                            " ".join(declaration.split()))
    for name, field in fields.items():
        counted = "n_" + name in fields
        if field.kind == "texts?":
            field.kind = "texts" if counted else "other"
        elif field.kind == "optional" and counted:
            field.kind = "list"
    return fields


def parse(headers):
    """{struct name: {field name: Field}} of all headers."""
    structs = {}
    for text in headers:
        code = c_source.split(text)[0]
        code = re.sub(r"^[ \t]*#(?:\\\n|.)*$", "", code, flags=re.M)
        for m in STRUCT.finditer(code):
            structs[m.group(1)] = fields_of(m.group(2))
    return structs
