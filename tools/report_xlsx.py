"""A report as an Excel workbook, the way an office keeps one: one sheet, merged cells, borders."""

import math
import zipfile
from xml.sax.saxutils import escape

import report_form as form

WIDTHS = [12, 14, 40] + [9] * 12  # of columns A, B, …, in characters
STYLES = {"title": 1, "h1": 2, "h2": 2, "p": 3, "th": 4, "td": 5, "figure": 6}
NS = "http://schemas.openxmlformats.org"
MAIN, PACKAGE = f"{NS}/spreadsheetml/2006/main", f"{NS}/package/2006"
OFFICE = f"{NS}/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLE_SHEET = f"""{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="3"><font><sz val="11"/></font>
<font><b/><sz val="16"/></font><font><b/><sz val="12"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/>
<bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="7"><xf/><xf fontId="1" applyFont="1" applyAlignment="1"><alignment
horizontal="center"/></xf><xf fontId="2" applyFont="1"/><xf applyAlignment="1"><alignment
vertical="top" wrapText="1"/></xf><xf borderId="1" applyBorder="1" applyAlignment="1"><alignment
horizontal="center" vertical="center" wrapText="1"/></xf><xf borderId="1" applyBorder="1"
applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf borderId="1" applyBorder="1"
applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf></cellXfs></styleSheet>"""

PARTS = {
    "[Content_Types].xml": f"""{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override
PartName="/xl/worksheets/sheet1.xml"
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override
PartName="/xl/styles.xml"
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>""",
    "_rels/.rels": f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"
Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet
name="年度报告" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship
Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"
Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": STYLE_SHEET,
}


def cell(row, column, text, style):
    ref = f"{chr(65 + column)}{row}"
    if style == "td" and text.isdigit():
        return f'<c r="{ref}" s="{STYLES["figure"]}"><v>{text}</v></c>'
    if not text:
        return f'<c r="{ref}" s="{STYLES[style]}"/>'
    return f'<c r="{ref}" s="{STYLES[style]}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def lines_needed(text, width):
    return max(1, math.ceil(2 * len(text) / width))


def table_rows(grid, first):
    """(XML of its rows, merged ranges, number of rows); every cell of a span gets the border."""
    cells, merges, taken = {}, [], set()
    for y, row in enumerate(grid):
        x = 0
        for text, rowspan, colspan, header in row:
            while (y, x) in taken:
                x += 1
            style = "th" if header else "td"
            for dy in range(rowspan):
                for dx in range(colspan):
                    taken.add((y + dy, x + dx))
                    cells[y + dy, x + dx] = (text if not dy + dx else "", style)
            if rowspan * colspan > 1:
                merges.append(f"{chr(65 + x)}{first + y}:"
                              f"{chr(64 + x + colspan)}{first + y + rowspan - 1}")
            x += colspan
    out = []
    for y in range(len(grid)):
        row = sorted((x, *c) for (cy, x), c in cells.items() if cy == y)
        tall = max(lines_needed(text, WIDTHS[x]) for x, text, _ in row if x > 1) \
            if len(row) == 10 else 2
        out.append(f'<row r="{first + y}" ht="{16 * tall}" customHeight="1">'
                   + "".join(cell(first + y, x, text, s) for x, text, s in row) + "</row>")
    return out, merges


def sheet(report):
    rows, merges, at = [], [], 1
    for kind, value in form.blocks(report):
        if kind == "table":
            made, merged = table_rows(value, at)
            rows, merges, at = rows + made, merges + merged, at + len(made)
            continue
        tall = 24 if kind == "title" else 16 * lines_needed(value, sum(WIDTHS)) + 2
        rows.append(f'<row r="{at}" ht="{tall}" customHeight="1">'
                    + cell(at, 0, value, kind) + "</row>")
        merges.append(f"A{at}:O{at}")
        at += 1
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>'
                      for n, w in enumerate(WIDTHS, 1))
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    return (f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<cols>{columns}</cols><sheetData>{"".join(rows)}'
            f'</sheetData><mergeCells count="{len(merges)}">{merged}</mergeCells>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>')


def write(report, path):
    """The same report gives the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet(report)}.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text,
                       zipfile.ZIP_DEFLATED)
