"""A database of 300 tables, for measuring what linking costs where a prompt cannot hold the schema."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

AREAS = "sales stock supplier payroll fleet project quality customer energy travel training claim rental laboratory \
harbour forest bakery clinic library museum".split()
THINGS = [
    ("order", "订单"), ("invoice", "发票"), ("contract", "合同"), ("shipment", "发货"), ("inspection", "检验"),
    ("report", "报告"), ("account", "账户"), ("request", "申请"), ("visit", "访问"), ("budget", "预算"),
    ("meeting", "会议"), ("permit", "许可"), ("vehicle", "车辆"), ("repair", "维修"), ("delivery", "交付"),
]  # fmt: skip
COLUMNS = [
    ("name", "TEXT", "名称"), ("city", "TEXT", "城市"), ("status", "TEXT", "状态"), ("amount", "REAL", "金额"),
    ("quantity", "INTEGER", "数量"), ("started_on", "DATE", "开始日期"), ("ended_on", "DATE", "结束日期"),
    ("manager", "TEXT", "负责人"), ("rating", "REAL", "评分"),
]  # fmt: skip
CITIES = ["Riverside", "Old Harbour", "North Ridge", "Milltown", "Lakeview", "临江", "东港", "青山"]
QUESTIONS = [
    "How many bakery invoices are there in Milltown?",
    "List the names of clinic inspections with a rating above 4.",
    "What is the total amount of harbour contracts for each city?",
    "Which museum visit has the highest quantity?",
    "青山的诊所检验有多少条？",
    "各城市港口合同的总金额是多少？",
]
ZH_AREAS = "销售 库存 供应商 工资 车队 项目 质量 客户 能源 差旅 \
培训 理赔 租赁 实验室 港口 森林 面包房 诊所 图书馆 博物馆".split()


def build(path: Path, seed: int = 300) -> int:
    """Write the database to `path`; returns how many tables it has."""
    chance = random.Random(seed)
    pairs = list(product(zip(AREAS, ZH_AREAS, strict=True), THINGS))
    with closing(sqlite3.connect(path)) as connection:
        for number, ((area, area_zh), (thing, thing_zh)) in enumerate(pairs):
            table = f"{area}_{thing}"
            lines = [f"{table}_id INTEGER PRIMARY KEY -- {area_zh}{thing_zh}编号"]
            lines += [f"{name} {kind} -- {zh} / {name.replace('_', ' ')}" for name, kind, zh in COLUMNS]
            if number:
                area_before, thing_before = pairs[number - 1][0][0], pairs[number - 1][1][0]
                lines.append(f"{area_before}_{thing_before}_id INTEGER REFERENCES {area_before}_{thing_before}")
            body = "\n".join(
                line.replace(" --", ("," if i < len(lines) - 1 else "") + " --")
                if "--" in line
                else line + ("," if i < len(lines) - 1 else "")
                for i, line in enumerate(lines)
            )
            connection.execute(f"CREATE TABLE {table} ( -- {area_zh}{thing_zh}\n{body}\n)")
            rows = [
                (
                    i, f"{thing} {i}", chance.choice(CITIES), chance.choice(["open", "closed"]), chance.uniform(1, 900),
                    chance.randint(1, 99), "2024-01-05", "2024-06-07", f"Person {chance.randint(1, 30)}",
                    chance.uniform(1, 5), *([chance.randint(0, 9)] if number else []),
                )
                for i in range(10)
            ]  # fmt: skip
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.commit()
    return len(pairs)
