"""Times keep the rows of a stretch, of a month of any year, of a weekday or an hour; deadlines and lateness compare."""

import pytest

from chains.text2sql.generation.plan import AtTimes, OnCalendar, Versus
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("rentals in 2025", (4, 5, 6)),
        ("rentals of last month", (7, 8)),
        ("rentals in February 2024", (1, 2)),
        ("rentals since March 2026", (7, 8)),
        ("rentals before 2025", (1, 2, 3)),
        ("rentals in 2024 or 2026", (1, 2, 3, 7, 8)),
        ("rentals between 2024-02-10 and 2025-02-28", (2, 3, 4)),
        ("members who joined before 2021", ("Nora Quill", "Tomas Reed")),
        ("members who joined in the last 3 years", ("Paul Okoro",)),
        ("Which members joined in 2023?", ("Mina Sato", "Paul Okoro")),
    ],
)
def test_a_time_keeps_the_rows_of_its_stretch(marina: Ask, question: str, names: tuple[object, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("2025年的订单", (1, 2, 3)),
        ("上个月的订单", (5, 6)),
        ("2025年1月的订单", (1, 2)),
        ("今年的订单", (4, 5, 6)),
        ("2026年3月到4月的订单", (4, 5, 6)),
        ("2024年以前注册的顾客", ("白若溪", "孟凡")),
        ("最近一年注册的顾客", ("龙腾飞",)),
        ("2023年入职的员工", ("钱思远",)),
        ("2025年或2026年的订单有几个？", (6,)),
    ],
)
def test_a_chinese_time_keeps_the_rows_of_its_stretch(teahouse: Ask, question: str, names: tuple[object, ...]) -> None:
    assert teahouse(question).shows(*names)


def test_the_date_is_of_the_tables_own_event(farm: Ask, nursery: Ask) -> None:
    assert farm("harvests in 2025").shows(2, 3, 4)
    assert farm("How many harvests of legumes were there in 2025?").shows(1)
    assert nursery("2026年的播种记录").shows(4)
    assert nursery("2025年播种的植物有哪些？").shows("绣球", "月季", "薰衣草")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("rentals due in May 2024", (3,)),
        ("rentals returned in February 2024", (1, 2)),
    ],
)
def test_a_date_named_beside_the_time_is_the_one_that_is_tested(
    marina: Ask, question: str, names: tuple[int, ...]
) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "count"),
    [("How many rentals started in February?", 3), ("How many rentals were there in April?", 2)],
)
def test_a_month_without_a_year_is_of_any_year(marina: Ask, question: str, count: int) -> None:
    asked = marina(question)
    assert asked.rows == [(count,)]
    assert any(isinstance(c, OnCalendar) and c.unit == "month" for c in asked.plan.filters)


def test_a_chinese_month_without_a_year_is_of_any_year(teahouse: Ask, farm: Ask) -> None:
    assert teahouse("一月份的订单有几个？").shows(2)
    assert teahouse("4月的订单").shows(5, 6)
    assert farm("harvests in July").shows(2, 5)


@pytest.mark.parametrize(
    ("question", "days", "names"),
    [
        ("rentals that started on a Monday", (1,), (3, 8)),
        ("rentals started on weekends", (6, 7), (1, 2, 4, 5, 6, 7)),
        ("rentals that started on a Saturday", (6,), (1, 2, 4, 5, 6, 7)),
    ],
)
def test_weekdays_keep_the_rows_of_those_days(
    marina: Ask, question: str, days: tuple[int, ...], names: tuple[int, ...]
) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = (c for c in asked.plan.filters if isinstance(c, OnCalendar))
    assert (kept.unit, kept.values) == ("weekday", days)


def test_chinese_weekdays_keep_the_rows_of_those_days(teahouse: Ask) -> None:
    assert teahouse("周六的订单").shows(2, 5)
    assert teahouse("星期日的订单").shows(1, 6)
    assert teahouse("周末下的订单有几个？").shows(4)


@pytest.mark.parametrize(
    ("question", "minutes", "names"),
    [
        ("rentals that started before 9 am", (0, 540), (3, 6)),
        ("rentals that started after 4 pm", (960, 1440), (5, 7)),
    ],
)
def test_hours_keep_the_rows_of_those_hours_of_any_day(
    marina: Ask, question: str, minutes: tuple[int, int], names: tuple[int, ...]
) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = (c for c in asked.plan.filters if isinstance(c, AtTimes))
    assert (kept.first, kept.end) == minutes


def test_chinese_hours_keep_the_rows_of_those_hours_of_any_day(teahouse: Ask) -> None:
    assert teahouse("晚上7点以后的订单").shows(3, 5)
    assert teahouse("上午的订单").shows(1, 4, 6)


@pytest.mark.parametrize("question", ["Which rentals are overdue?", "overdue rentals"])
def test_what_is_past_its_date_is_overdue(marina: Ask, question: str) -> None:
    asked = marina(question)
    assert asked.shows(1, 2, 3, 4, 5, 6, 7)
    assert "\"due_on\" < '2026-05-04'" in asked.best.sql


def test_what_is_not_overdue_has_its_date_before_it(marina: Ask) -> None:
    assert marina("Which rentals are not overdue?").shows(8)


@pytest.mark.parametrize(
    ("question", "comparison", "names"),
    [
        ("rentals that were returned late", ">", (2, 4)),
        ("rentals returned after the due date", ">", (2, 4)),
        ("rentals returned on time", "<=", (1, 3, 6)),
        ("How many rentals were returned late?", ">", (2,)),
    ],
)
def test_lateness_compares_two_dates_of_a_row(
    marina: Ask, question: str, comparison: str, names: tuple[int, ...]
) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = (c for c in asked.plan.filters if isinstance(c, Versus))
    assert (kept.left.column[1], kept.comparison, kept.right.column[1]) == ("returned_on", comparison, "due_on")


def test_a_time_holds_together_with_a_cell(marina: Ask, teahouse: Ask) -> None:
    assert marina("closed rentals in 2025").shows(4, 6)
    assert teahouse("2026年4月已完成的订单").shows(6)
    assert teahouse("白若溪2025年的订单").shows(1, 3)


def test_a_time_beside_another_table_is_of_its_rows(marina: Ask) -> None:
    assert marina("members with rentals in 2026").shows("Ada Frost", "Mina Sato")
    assert marina("boats with no rentals in 2024").shows("Dunlin", "Gannet", "Wren", "Osprey")
