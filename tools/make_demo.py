#!/usr/bin/env python3
"""Make the five reports of demo/ from tools/demo_reports.json.

The figures, units, years and faults are those of published reports; the prose is our own. What is
made is committed, so nobody needs LibreOffice (used here for DOCX and PDF) to run gongkai.

usage: tools/make_demo.py [OUTPUT-FOLDER]
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import report_form as form
import report_xlsx

STYLE = ("body{font-family:'Noto Serif CJK SC';font-size:12pt}"
         "h1{text-align:center}table{border-collapse:collapse;width:100%;font-size:7pt}"
         "td,th{border:1px solid #000;font-weight:normal}")
# Import and export filters of LibreOffice.
CONVERT = {
    "docx": ("HTML (StarWriter)", "docx:MS Word 2007 XML"),
    "pdf": ("HTML (StarWriter)", "pdf:writer_pdf_Export"),
}


def convert(page, kind, target):
    infilter, outfilter = CONVERT[kind]
    with tempfile.TemporaryDirectory() as work:
        source = pathlib.Path(work) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless",
                        f"--infilter={infilter}", "--convert-to", outfilter, "--outdir", work,
                        str(source)], check=True, stdout=subprocess.DEVNULL)
        shutil.copyfile(source.with_suffix("." + kind), target)


def main():
    out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else form.ROOT / "demo")
    out.mkdir(parents=True, exist_ok=True)
    for report in json.loads((form.ROOT / "tools/demo_reports.json").read_text(encoding="utf-8")):
        target = out / f"{report['name']}.{report['form']}"
        if report["form"] == "html":
            target.write_text(form.as_html(report, STYLE), encoding="utf-8")
        elif report["form"] == "txt":
            target.write_text(form.as_pasted_text(report), encoding="utf-8")
        elif report["form"] == "xlsx":
            report_xlsx.write(report, target)
        else:
            convert(form.as_html(report, STYLE), report["form"], target)
        print(target)


if __name__ == "__main__":
    main()
