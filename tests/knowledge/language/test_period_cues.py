import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.dates import period_cues


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("sales by year", "year"),
        ("yearly sales", "year"),
        ("annual revenue", "year"),
        ("逐年销售额", "year"),
        ("各年度的销售额", "year"),
        ("每年的订单", "year"),
        ("按半年统计", "half"),
        ("half-yearly totals", "half"),
        ("total amount by quarter", "quarter"),
        ("quarterly revenue", "quarter"),
        ("按季度统计", "quarter"),
        ("各季度订单数", "quarter"),
        ("orders per month", "month"),
        ("for each month", "month"),
        ("monthly orders", "month"),
        ("每月销售额", "month"),
        ("按月统计", "month"),
        ("每个月的订单", "month"),
        ("月度报表", "month"),
        ("orders every week", "week"),
        ("weekly orders", "week"),
        ("每周订单", "week"),
        ("orders by weekday", "weekday"),
        ("by day of the week", "weekday"),
        ("按星期几统计", "weekday"),
        ("每周几的订单", "weekday"),
        ("orders per day", "day"),
        ("daily orders", "day"),
        ("每天的订单", "day"),
        ("按日期统计", "day"),
        ("calls by hour", "hour"),
        ("per hour of the day", "hour"),
        ("每小时的通话", "hour"),
    ],
)
def test_the_unit_that_rows_are_wanted_by_is_read(text: str, unit: str) -> None:
    assert [cue.unit for cue in period_cues(text)] == [unit]


@pytest.mark.parametrize(
    "text",
    ["orders this month", "本月订单", "按年龄统计", "各年级的学生", "people by name", "each customer", "last year"],
)
def test_other_words_ask_for_no_periods(text: str) -> None:
    assert period_cues(text) == []


@given(st.text(max_size=40))
def test_cues_stand_in_their_text(text: str) -> None:
    assert all(0 <= cue.start < cue.stop <= len(text) for cue in period_cues(text))
