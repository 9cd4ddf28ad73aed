"""What must hold on any day: both languages agree, units follow one another, a date is read however it is written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.calendar_periods import add_months, around, fiscal_year, latest, month_of_year, part_of_year
from knowledge.language.dates import TimeSpan, time_spans

DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2098, 12, 31))
_MONTHS = (
    "January February March April May June July August September October November December"
).split()  # fmt: skip
_HAN = "〇一二三四五六七八九"


def only(text: str, today: dt.date, fiscal_start: int = 1) -> TimeSpan:
    (span,) = time_spans(text, today, fiscal_start=fiscal_start)
    return span


def stretch(text: str, today: dt.date, fiscal_start: int = 1) -> tuple[dt.date | None, dt.date | None]:
    span = only(text, today, fiscal_start)
    return span.first, span.end


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十") + (_HAN[ones] if ones else "")


def ordinal(number: int) -> str:
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@given(DAYS)
def test_a_day_is_read_however_it_is_written(day: dt.date) -> None:
    month = _MONTHS[day.month - 1]
    ways = [
        f"on {day.isoformat()}",
        f"on {day:%Y/%m/%d}",
        f"on {day:%Y%m%d}",
        f"on {day.day} {month} {day.year}",
        f"on the {ordinal(day.day)} of {month} {day.year}",
        f"on {month} {day.day}, {day.year}",
        f"on {month[:3]}. {ordinal(day.day)}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}号的订单",
        "".join(_HAN[int(c)] for c in str(day.year)) + f"年{han(day.month)}月{han(day.day)}日",
    ]
    for way in ways:
        assert stretch(way, dt.date(2026, 11, 15)) == (day, day + dt.timedelta(days=1)), way


@given(DAYS)
def test_a_month_is_read_however_it_is_written(day: dt.date) -> None:
    month, whole = _MONTHS[day.month - 1], around(day, "month")
    for way in (
        f"in {month} {day.year}",
        f"in {month} of {day.year}",
        f"{month[:3]} {day.year}",
        f"{day.year} {month}",
        f"{day:%Y-%m}",
        f"{day.year}年{day.month}月",
        f"{day.year}年{han(day.month)}月份",
    ):
        assert stretch(way, dt.date(2026, 11, 15)) == whole, way


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("today", "今天"),
        ("yesterday", "昨天"),
        ("the day before yesterday", "前天"),
        ("tomorrow", "明天"),
        ("this week", "本周"),
        ("last week", "上周"),
        ("next week", "下周"),
        ("last weekend", "上周末"),
        ("this month", "本月"),
        ("last month", "上个月"),
        ("next month", "下个月"),
        ("this quarter", "本季度"),
        ("last quarter", "上季度"),
        ("this year", "今年"),
        ("last year", "去年"),
        ("next year", "明年"),
        ("this fiscal year", "本财年"),
        ("last fiscal year", "上财年"),
        ("FY2025", "2025财年"),
        ("first half of this year", "今年上半年"),
        ("second half of last year", "去年下半年"),
        ("second quarter of last year", "去年第二季度"),
        ("Q3", "第三季度"),
        ("March last year", "去年3月"),
        ("on March 5th", "3月5日"),
        ("last 7 days", "最近7天"),
        ("past two weeks", "过去两周"),
        ("past 3 months", "近三个月"),
        ("past year", "过去一年"),
        ("3 days ago", "三天前"),
        ("year to date", "今年以来"),
        ("month to date", "本月至今"),
        ("same period last year", "去年同期"),
        ("since last month", "上个月以来"),
        ("before last year", "去年之前"),
        ("after last month", "上个月之后"),
        ("from last month to today", "从上个月到今天"),
        ("next 30 days", "未来30天"),
    ],
)
@given(today=DAYS)
def test_both_languages_mean_the_same_on_any_day(english: str, chinese: str, today: dt.date) -> None:
    assert stretch(english, today, 4) == stretch(chinese, today, 4)


@given(DAYS, st.sampled_from(["week", "month", "quarter", "year", "fiscal year"]))
def test_units_follow_one_another_without_a_gap(today: dt.date, unit: str) -> None:
    last, this, following = (stretch(f"{side} {unit}", today, 4) for side in ("last", "this", "next"))
    assert last[1] == this[0]
    assert this[1] == following[0]
    assert this[0] is not None
    assert this[1] is not None
    assert this[0] <= today < this[1]


@given(DAYS)
def test_a_week_begins_on_monday(today: dt.date) -> None:
    first, end = stretch("this week", today)
    assert first is not None
    assert end is not None
    assert (first.weekday(), (end - first).days) == (0, 7)


@given(DAYS, st.integers(1, 400))
def test_the_last_days_are_as_many_and_end_with_today(today: dt.date, count: int) -> None:
    first, end = stretch(f"last {count} days", today)
    assert first is not None
    assert end == today + dt.timedelta(days=1)
    assert (end - first).days == count


@given(DAYS, st.integers(1, 60))
def test_the_past_months_begin_on_the_same_day_of_a_month(today: dt.date, count: int) -> None:
    first, _ = stretch(f"past {count} months", today)
    assert first == add_months(today, -count)


@given(DAYS, DAYS)
def test_a_range_holds_both_its_days(one: dt.date, other: dt.date) -> None:
    low, high = sorted((one, other))
    for text in (f"from {low} to {high}", f"between {low} and {high}", f"{low}到{high}", f"在{low}和{high}之间"):
        assert stretch(text, dt.date(2026, 11, 15)) == (low, high + dt.timedelta(days=1))


@given(DAYS, st.integers(1, 12))
def test_the_fiscal_years_follow_one_another(day: dt.date, first_month: int) -> None:
    first, end = around(day, "year", 0, first_month)
    assert first.month == first_month
    assert fiscal_year((end - dt.timedelta(days=1)).year, first_month) == (first, end)


@given(DAYS, st.integers(-500, 500))
def test_months_are_added_to_the_same_day_or_the_last_of_the_month(day: dt.date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == day.day or (there.day < day.day and (there + dt.timedelta(days=1)).day == 1)


def test_parts_of_a_year_are_counted_from_its_first_day() -> None:
    april = dt.date(2024, 4, 1)
    assert part_of_year(april, "quarter", 4) == (dt.date(2025, 1, 1), dt.date(2025, 4, 1))
    assert part_of_year(april, "half", 2) == (dt.date(2024, 10, 1), dt.date(2025, 4, 1))
    assert month_of_year(april, 3) == (dt.date(2025, 3, 1), dt.date(2025, 4, 1))


def test_the_latest_period_is_the_last_that_has_begun() -> None:
    quarters = [part_of_year(dt.date(2024, 1, 1), "quarter", number) for number in (1, 2, 3, 4)]
    assert latest(quarters, dt.date(2024, 7, 1)) == quarters[2]
    assert latest(quarters, dt.date(2023, 7, 1)) == quarters[0]
