#!/usr/bin/env python3
"""Makes the PDFs of the worker's test from one HTML form, by several programs.

    make.py OUT            every variant (a few hundred pages, for measuring)
    make.py OUT NAME...    only these

Every figure of the form is different, so that a test can tell any misplaced cell:
    section 2, row i, column j   100 * (i + 1) + j
    section 3, row i, column j   1000 + 10 * i + j
    section 4, column j          5000 + j
"""
import pathlib, re, subprocess, sys, tempfile

FORM = [("一、本年新收政府信息公开申请数量",), ("二、上年结转政府信息公开申请数量",),
        ("（一）予以公开",), ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）",)]
GROUPS = [
    ("（三）不予公开", ["1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”",
                 "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息",
                 "7.属于行政执法案卷", "8.属于行政查询事项"]),
    ("（四）无法提供", ["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作",
                 "3.补正后申请内容仍不明确"]),
    ("（五）不予处理", ["1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物",
                 "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"]),
    ("（六）其他处理", ["1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                 "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他"]),
]


def cell(text, rows=1, cols=1, tag="td"):
    return f'<{tag} rowspan="{rows}" colspan="{cols}">{text}</{tag}>'


def section2(v):
    h, r = v.get("head", "td"), []
    def row(*cells):
        r.append("<tr>" + "".join(cells) + "</tr>")
    n = 0
    row(cell("第二十条第（一）项", 1, 4, h))
    row(*(cell(t, 1, 1, h) for t in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")))
    for label in ("规章", "行政规范性文件"):
        n += 1
        row(cell(label), *(cell(100 * n + j) for j in range(3)))
    for title, labels, what in (
            ("第二十条第（五）项", ["行政许可"], "本年处理决定数量"),
            ("第二十条第（六）项", ["行政处罚", "行政强制"], "本年处理决定数量"),
            ("第二十条第（八）项", ["行政事业性收费"], "本年收费金额（单位：万元）")):
        row(cell(title, 1, 4, h))
        row(cell("信息内容", 1, 1, h), cell(what, 1, 3, h))
        for label in labels:
            n += 1
            row(cell(label), cell(100 * n, 1, 3))
    return "<table>" + "".join(r) + "</table>"


def section3(v):
    h = v.get("head", "td")
    head = ("<tr>" + cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3, h)
            + cell("申请人情况", 1, 7, h) + "</tr><tr>" + cell("自然人", 2, 1, h)
            + cell("法人或其他组织", 1, 5, h) + cell("总计", 2, 1, h) + "</tr><tr>"
            + "".join(cell(t, 1, 1, h) for t in
                      ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")) + "</tr>")
    rows, n = [], 0
    def figures():
        nonlocal n
        n += 1
        return "".join(cell(1000 + 10 * (n - 1) + j) for j in range(7))
    for i, (label,) in enumerate(FORM):
        stub = cell("三、本年度办理结果", 22) if i == 2 else ""
        rows.append(stub + cell(label, 1, 3 if i < 2 else 2) + figures())
    for group, labels in GROUPS:
        for i, label in enumerate(labels):
            rows.append((cell(group, len(labels)) if i == 0 else "") + cell(label) + figures())
    rows.append(cell("（七）总计", 1, 2) + figures())
    rows.append(cell("四、结转下年度继续办理", 1, 3) + figures())
    body = "".join(f"<tr>{r}</tr>" for r in rows)
    cols = v.get("cols", "")
    head = f"<thead>{head}</thead>" if v.get("repeat") else head
    return f"<table>{cols}{head}<tbody>{body}</tbody></table>"


def section4(v):
    h = v.get("head", "td")
    five = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return ("<table><tr>" + cell("行政复议", 1, 5, h) + cell("行政诉讼", 1, 10, h) + "</tr><tr>"
            + "".join(cell(t, 2, 1, h) for t in five)
            + cell("未经复议直接起诉", 1, 5, h) + cell("复议后起诉", 1, 5, h) + "</tr><tr>"
            + "".join(cell(t, 1, 1, h) for t in five + five) + "</tr><tr>"
            + "".join(cell(5000 + j) for j in range(15)) + "</tr></table>")


OPENING = ("本报告按照条例的要求编写，说明本机关在这一年里怎样公开信息、怎样答复申请，"
           "供测试程序逐字核对换行和换页以后句子是否仍然完整。")
FILLER = ("这一段文字只用来把后面的表格向下推，使它在不同的位置断开；全年共整理示例材料12345件，"
          "其中可以公开的678件，联系电话0000-1234567。")


def html(v):
    size = v.get("size", "210mm 297mm")
    css = f"""@page {{ size: {size}; margin: {v.get('margin', '30mm 26mm 30mm 28mm')};
      @bottom-center {{ content: "- " counter(page) " -"; }} }}
      body {{ font-family: "{v.get('font', 'Noto Serif CJK SC')}"; font-size: {v.get('pt', 10)}pt;
        line-height: {v.get('lead', 1.5)}; }}
      p {{ text-indent: 2em; margin: 0; text-align: justify; }} h1 {{ text-align: center; font-size: 20pt; }}
      table {{ border-collapse: {v.get('collapse', 'collapse')}; width: 100%; border-spacing: 0;
        table-layout: {v.get('layout', 'auto')}; }}
      td, th {{ border: {v.get('border', '0.75pt solid black')}; padding: {v.get('pad', '2pt')};
        text-align: center; word-break: {v.get('break', 'normal')}; {v.get('cell', '')} }}
      {v.get('css', '')}"""
    filler = "".join(f"<p>{FILLER}</p>" for _ in range(v.get("fill", 3)))
    return (f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>示例机关年度报告</title>"
            f"<style>{css}</style></head><body><h1>示例机关2024年政府信息公开工作年度报告</h1>"
            f"<p>{OPENING}</p><p>一、总体情况</p>{filler}<p>二、主动公开政府信息情况</p>{section2(v)}"
            f"<p>三、收到和处理政府信息公开申请情况</p>{section3(v)}"
            f"<p>四、政府信息公开行政复议、行政诉讼情况</p>{section4(v)}"
            f"<p>五、存在的主要问题及改进情况</p><p>{OPENING}</p><p>六、其他需要报告的事项</p>"
            f"<p>没有收取信息处理费。</p></body></html>")


LOOKS = {
    "plain": {},
    "small": {"font": "Noto Sans CJK SC", "pt": 8, "fill": 5},
    "large": {"pt": 14, "fill": 2, "layout": "fixed"},
    "bold": {"head": "th", "repeat": True, "fill": 6},
    "narrow": {"margin": "30mm 50mm", "fill": 9, "head": "th", "layout": "fixed",
               "break": "break-all"},
    "wide": {"size": "297mm 210mm", "fill": 2},
    "grey": {"border": "0.5pt solid #cccccc", "fill": 12},
    "double": {"border": "2.25pt double black", "fill": 4},
    "thick": {"border": "2pt solid black", "fill": 7, "repeat": True},
    "split": {"border": "0.75pt solid black", "collapse": "separate", "fill": 8},
    "shade": {"head": "th", "repeat": True, "fill": 10, "css": "th { background: #d0d8e8; }"},
    "tall": {"pad": "7pt 2pt", "fill": 1},
}
for k in range(12):
    LOOKS[f"break{k}"] = {"pt": 11, "fill": 11 + k, "repeat": k % 3 == 0, "head": "td"}

MAKERS = {
    "lo": lambda src, out: libreoffice(src, out),
    "chrome": lambda src, out: run("chromium", "--headless", "--no-sandbox", "--disable-gpu",
                                   f"--print-to-pdf={out}", str(src)),
    "weasy": lambda src, out: run("weasyprint", str(src), str(out)),
    "wk": lambda src, out: run("wkhtmltopdf", "-q", "-s", "A4", str(src), str(out)),
}


def run(*args):
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def libreoffice(src, out):
    """LibreOffice takes borders only from the cell itself."""
    text = src.read_text("utf-8")
    border = re.search(r"border: ([^;]*);", text).group(1)
    text = re.sub(r"<(t[dh]) ", rf'<\1 style="border: {border}; padding: 2pt" ', text)
    src.write_text(text, "utf-8")
    odt = src.with_suffix(".odt")
    run("soffice", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "odt:writer8",
        "--outdir", str(src.parent), str(src))
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(out.parent), str(odt))


def main():
    out, only = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        for look, v in LOOKS.items():
            for maker, make in MAKERS.items():
                name = f"{maker}-{look}"
                if only and name not in only:
                    continue
                src = pathlib.Path(tmp) / f"{name}.html"
                src.write_text(html(v), "utf-8")
                make(src, out / f"{name}.pdf")


if __name__ == "__main__":
    main()
