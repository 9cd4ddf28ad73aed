"""What the server seeds on its first start: two knowledge bases with their documents, and one database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "grid"
DATABASE_DESCRIPTION = (
    "Heron River Electric, 2023 to 2025: plants, substations, lines, daily generation and load, outages, maintenance, "
    "dispatch orders, employees, a sample of customers and their bills. "
    "鹭川电力 2023—2025 年：电厂、变电站、线路、日发电量与负荷、停电、检修、调度指令、员工、抽样客户及账单。"
)

_FOLDER = Path(__file__).with_name("documents")


@dataclass(frozen=True)
class DemoBase:
    """A knowledge base of the demo; its documents lie in `documents/<language>`."""

    name: str
    description: str
    language: str


@dataclass(frozen=True)
class DemoDocument:
    """One file, the knowledge base it goes into, and its title."""

    base: str
    title: str
    path: Path


DEMO_BASES = (
    DemoBase("grid-handbook", "Procedures, customer information and staff policies of Heron River Electric", "en"),
    DemoBase("电网手册", "鹭川电力的规程、客户须知与员工制度", "zh"),
)

_TITLES = {
    "company-overview.txt": "Heron River Electric at a glance",
    "dispatch-shift-handover.md": "Shift handover in the dispatch control center",
    "it-security-policy.md": "IT and information security policy",
    "leave-and-attendance.md": "Leave and attendance policy",
    "line-inspection-standard.md": "Overhead line inspection standard",
    "metering-and-billing-faq.md": "Metering and billing: questions customers ask",
    "outage-response-procedure.md": "Outage response procedure",
    "renewable-connection-guide.md": "Connecting a solar or wind installation",
    "storm-preparedness.md": "Storm preparedness plan",
    "switching-order-safety.md": "Switching orders: safety rules",
    "tariff-guide.html": "Electricity tariffs 2025: a guide for customers",
    "倒闸操作安全规程.md": "倒闸操作安全规程",
    "变压器检修指南.md": "主变压器检修指南",
    "值班电话表.csv": "值班电话表",
    "储能与抽水蓄能运行规定.md": "储能与抽水蓄能运行规定",
    "充电桩报装指南.md": "充电桩报装指南",
    "客户用电常见问题.md": "客户用电常见问题",
    "差旅与报销制度.md": "差旅与报销制度",
    "新员工入职手册.md": "新员工入职手册",
    "有序用电与限电预案.md": "有序用电与限电预案",
    "电价说明.txt": "2025 年销售电价说明",
    "迎峰度夏工作方案.md": "2025 年迎峰度夏工作方案",
}


def demo_documents() -> list[DemoDocument]:
    """The documents of both bases, ordered by base and file name."""
    return [
        DemoDocument(base.name, _TITLES[path.name], path)
        for base in DEMO_BASES
        for path in sorted((_FOLDER / base.language).iterdir())
    ]
