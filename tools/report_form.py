"""The statutory form as grids, for the scripts that make demo and bench reports.

Reads data/report_format.json, so labels, order and spans stand in one place. A table is a list of
rows, a row a list of cells (text, rowspan, colspan, is_header), in the order HTML wants them.
"""

import html
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORM = json.loads((ROOT / "data" / "report_format.json").read_text(encoding="utf-8"))
TABLES = FORM["tables"]
SECTIONS = [(s["key"], s["label"]) for s in FORM["sections"]]
ART20 = ("art20_1", "art20_5", "art20_6", "art20_8")


def data_rows(table):
    """Rows that hold figures, in printed order (group headings left out)."""
    return [r for r in TABLES[table]["rows"] if r.get("kind", "data") != "group_header"]


def columns(table):
    return [c["key"] for c in TABLES[table]["columns"]]


def zero_cells():
    """Every cell of the 2021 form at 0: {"table.row.column": 0}."""
    return {f"{t}.{r['key']}.{c}": 0 for t in TABLES for r in data_rows(t) for c in columns(t)}


def shown(cells, key):
    value = cells[key]
    return "" if value is None else str(value)


def art20_grid(cells, labels):
    """The four blocks of section two, one table of four columns."""
    rows = []
    for name in ART20:
        table = TABLES[name]
        rows.append([(table["caption"], 1, 4, True)])
        wide = 3 if len(table["columns"]) == 1 else 1
        head = [("信息内容", 1, 1, True)]
        for c in table["columns"]:
            head.append((labels.get(f"{name}.{c['key']}", c["label"]), 1, wide, True))
        rows.append(head)
        for r in table["rows"]:
            row = [(labels.get(f"{name}.{r['key']}", r["label"]), 1, 1, False)]
            for c in table["columns"]:
                row.append((shown(cells, f"{name}.{r['key']}.{c['key']}"), 1, wide, False))
            rows.append(row)
    return rows


def applications_head(labels):
    table = TABLES["applications"]
    named = {c["key"]: labels.get(f"applications.{c['key']}", c["label"]) for c in table["columns"]}
    organisations = [k for k in named if k.startswith("org_")]
    return [
        [(table["corner_note"], 3, 3, True), (table["column_group_header"], 1, 7, True)],
        [(named["natural_person"], 2, 1, True), ("法人或其他组织", 1, 5, True),
         (named["total"], 2, 1, True)],
        [(named[k], 1, 1, True) for k in organisations],
    ]


def applications_grid(cells, labels):
    """Table three: labels three columns wide, groups spanning their rows."""
    table = TABLES["applications"]
    spans = table["layout"]["group_rowspans"]
    group_label = {r["key"]: r["label"] for r in table["rows"] if r.get("kind") == "group_header"}
    rows = applications_head(labels)
    opened = set()
    for r in data_rows("applications"):
        row = []
        parent = r.get("parent")
        depth = 0 if parent is None else (1 if parent == "results" else 2)
        if depth and "results" not in opened:
            opened.add("results")
            row.append((group_label["results"], table["layout"]["results_rowspan"], 1, False))
        if depth == 2 and parent not in opened:
            opened.add(parent)
            row.append((group_label[parent], spans[parent], 1, False))
        label = labels.get(f"applications.{r['key']}", r["label"])
        row.append((label, 1, 3 - depth, False))
        for c in columns("applications"):
            row.append((shown(cells, f"applications.{r['key']}.{c}"), 1, 1, False))
        rows.append(row)
    return rows


def review_grid(cells, labels):
    """Table four: three header rows, one row of fifteen figures."""
    names = [labels.get(f"review_litigation.{c['key']}", c["label"])
             for c in TABLES["review_litigation"]["columns"]]
    return [
        [("行政复议", 1, 5, True), ("行政诉讼", 1, 10, True)],
        [(n, 2, 1, True) for n in names[:5]]
        + [("未经复议直接起诉", 1, 5, True), ("复议后起诉", 1, 5, True)],
        [(n, 1, 1, True) for n in names[5:]],
        [(shown(cells, f"review_litigation.cases.{c}"), 1, 1, False)
         for c in columns("review_litigation")],
    ]


def blocks(report):
    """A report as a list of ("title"|"h1"|"h2"|"p", text) and ("table", grid), in order."""
    cells = {**zero_cells(), **report["cells"]}
    labels = report.get("labels", {})
    tables = {"proactive_disclosure": art20_grid, "applications": applications_grid,
              "review_litigation": review_grid}
    out = [("title", report["title"])]
    out += [("p", p) for p in report.get("preamble", [])]
    for key, label in SECTIONS:
        out.append(("h1", label))
        for item in report["sections"].get(key, []):
            if isinstance(item, str):
                out.append(("p", item))
            else:
                out.append(("h2", item[0]))
                out += [("p", p) for p in item[1:]]
        if key in tables:
            out.append(("table", tables[key](cells, labels)))
    return out


def html_table(grid):
    out = ['<table border="1" cellspacing="0">']
    for row in grid:
        out.append("<tr>")
        for text, rowspan, colspan, header in row:
            tag = "th" if header else "td"
            spans = (f' rowspan="{rowspan}"' if rowspan > 1 else "") \
                + (f' colspan="{colspan}"' if colspan > 1 else "")
            out.append(f"<{tag}{spans}>{html.escape(text, quote=False)}</{tag}>")
        out.append("</tr>")
    out.append("</table>")
    return "\n".join(out)


def as_html(report, style=""):
    tags = {"title": "h1", "h1": "h2", "h2": "h3", "p": "p"}
    out = ["<!DOCTYPE html>", '<html lang="zh-CN">', "<head>", '<meta charset="utf-8">',
           f"<title>{html.escape(report['title'])}</title>"]
    if style:
        out.append(f"<style>{style}</style>")
    out += ["</head>", "<body>"]
    for kind, value in blocks(report):
        if kind == "table":
            out.append(html_table(value))
        else:
            out.append(f"<{tags[kind]}>{html.escape(value, quote=False)}</{tags[kind]}>")
    out += ["</body>", "</html>", ""]
    return "\n".join(out)


def unfolded(grid):
    """The grid with spans laid out: {(row, column): text} and its width."""
    taken, texts, width = set(), {}, 0
    for y, row in enumerate(grid):
        x = 0
        for text, rowspan, colspan, _ in row:
            while (y, x) in taken:
                x += 1
            texts[y, x] = text
            taken |= {(y + dy, x + dx) for dy in range(rowspan) for dx in range(colspan)}
            x += colspan
            width = max(width, x)
    return texts, width


def as_pasted_text(report):
    """Plain text as it comes off a web page: cells parted by tabs, spanned cells left empty."""
    out = []
    for kind, value in blocks(report):
        if kind != "table":
            out += [value, ""]
            continue
        texts, width = unfolded(value)
        for y in range(len(value)):
            out.append("\t".join(texts.get((y, x), "") for x in range(width)).rstrip("\t"))
        out.append("")
    return "\n".join(out)
