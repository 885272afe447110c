#!/usr/bin/env python3
"""Make any number of annual reports whose figures hold, for benchmarks and load.

Every report is another unit's, with random figures that satisfy every sum of the form, a narrative
that says the same figures, and prose put together from our own sentences so that no two are alike.
The same seed gives the same files.

usage: tools/make_reports.py COUNT FOLDER [SEED]
"""

import pathlib
import random
import sys

import report_form as form

PLACES = "清溪 柳林 石桥 河湾 东岗 西塘 南坪 北渡 高庄 平湖 白沙 青山 双井 古城 新安 永宁 长兴 太和 龙泉 凤鸣".split()
COUNTIES = "云州 江陵 安平 丰泽 临川 明山 海棠 松岭 广济 武宁 金川 银湖".split()
KINDS = "街道办事处 镇人民政府 乡人民政府".split()
WHO = "党政办 综合科 各站所 经办人员 社区工作者 分管负责人 档案室 便民服务中心".split()
WHEN = "每月初 每季度末 上半年 下半年 收到来件当天 年中 年底前 换届之后".split()
WHAT = ("办事指南 公开目录 会议纪要 惠民资金清单 工程进度 值班电话 招考信息 应急预案 救助名单的说明 "
        "采购结果 预算表 土地流转信息").split()
DID = ("重新核对了一遍 按栏目补充完整 交由专人保管 张贴到公告栏 改写成问答 同步到手机端 配上了图示 "
       "列入抽查范围 逐条标注日期 请居民代表试读").split()
WHY = ("方便老人查看 减少重复询问 免得前后不一 让大家找得到 便于日后查考 避免遗漏 好让办事的人少跑路 "
       "以便及时更正").split()
WEAK = ("更新偶尔迟缓 解读不够通俗 人员变动较多 栏目分得过细 图表偏少 线下渠道不足 培训次数不够 "
        "归档不够及时").split()


def sentence(r):
    return f"{r.choice(WHEN)}，{r.choice(WHO)}把{r.choice(WHAT)}{r.choice(DID)}，{r.choice(WHY)}。"


def prose(r, count):
    return "".join(sentence(r) for _ in range(count))


def split_sum(r, total, parts):
    """`total` as a random sum of `parts` numbers."""
    cuts = sorted(r.randint(0, total) for _ in range(parts - 1))
    return [b - a for a, b in zip([0] + cuts, cuts + [total])]


def applications(r, cells):
    """Fill table three; returns (new, carried in, granted, carried out) of the total column."""
    rows = [x["key"] for x in form.data_rows("applications")]
    results = rows[2:rows.index("results_total")]
    columns = form.columns("applications")
    for column in columns[:-1]:
        new, carried = (r.choice((0, 0, r.randint(0, 30))), r.choice((0, 0, 0, r.randint(0, 4))))
        out = r.randint(0, min(3, new + carried))
        parts = split_sum(r, new + carried - out, len(results))
        figures = dict(zip(results, parts), new_received=new, carried_in=carried,
                       results_total=new + carried - out, carried_out=out)
        for row, n in figures.items():
            cells[f"applications.{row}.{column}"] = n
    for row in rows:
        cells[f"applications.{row}.total"] = sum(
            cells[f"applications.{row}.{c}"] for c in columns[:-1])
    return tuple(cells[f"applications.{row}.total"]
                 for row in ("new_received", "carried_in", "granted", "carried_out"))


def review(r, cells):
    """Fill table four; returns the totals of its three groups."""
    columns = form.columns("review_litigation")
    totals = []
    for group in range(3):
        parts = split_sum(r, r.choice((0, 0, 0, r.randint(1, 6))), 4)
        for column, n in zip(columns[group * 5:], parts + [sum(parts)]):
            cells[f"review_litigation.cases.{column}"] = n
        totals.append(sum(parts))
    return totals


def report(number, seed):
    r = random.Random(f"{seed}/{number}")
    unit = f"{COUNTIES[number % 12]}县{PLACES[number // 12 % 20]}{number // 240 + 1}号{r.choice(KINDS)}"
    cells = form.zero_cells()
    new, carried, granted, out = applications(r, cells)
    reconsiderations, direct, after = review(r, cells)
    licences, penalties = r.randint(0, 400), r.randint(0, 90)
    fee = f"{r.randint(0, 900)}.{r.randint(0, 9999):04d}"
    cells["art20_5.administrative_license.decisions"] = licences
    cells["art20_6.administrative_penalty.decisions"] = penalties
    cells["art20_8.administrative_fee.amount_wan_yuan"] = fee
    return {
        "title": f"{unit}2024年政府信息公开工作年度报告",
        "preamble": ["本报告数据的统计期限为2024年1月1日至2024年12月31日。"],
        "cells": cells,
        "sections": {
            "overview": [
                prose(r, 3),
                ["（一）主动公开", prose(r, 3) + f"全年办理行政许可{licences}件，行政处罚{penalties}件。"],
                ["（二）依申请公开", f"2024年，我单位新收政府信息公开申请{new}件，上年结转{carried}件，"
                 f"予以公开{granted}件，结转下年度继续办理{out}件。" + prose(r, 1)],
                ["（三）政府信息管理", prose(r, 4)],
                ["（四）政府信息公开平台建设", prose(r, 4)],
                ["（五）监督保障", prose(r, 3)],
            ],
            "review_litigation": [
                f"2024年发生行政复议{reconsiderations}件，行政诉讼{direct + after}件。"],
            "problems_improvements": [
                f"存在的不足：一是{r.choice(WEAK)}，二是{r.choice(WEAK)}。", prose(r, 4)],
            "other_matters": ["本年度未收取政府信息公开信息处理费。" + prose(r, 1)],
        },
    }


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    seed = sys.argv[3] if len(sys.argv) > 3 else "1"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:05d}.html").write_text(form.as_html(report(number, seed)),
                                                   encoding="utf-8")


if __name__ == "__main__":
    main()
