"""Stretches of time in questions, as of Sunday 15 November 2026 unless a test says otherwise."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.dates import TimeSpan, time_spans, unclear_dates

TODAY = dt.date(2026, 11, 15)


def dates_in(text: str, today: dt.date = TODAY, fiscal_start: int = 1) -> list[tuple[str | None, str | None]]:
    return [
        (s.first.isoformat() if s.first else None, s.end.isoformat() if s.end else None)
        for s in time_spans(text, today, fiscal_start=fiscal_start)
    ]


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        # years, months and days by number
        ("outages in 2024", "2024-01-01", "2025-01-01"),
        ("2023年的停电", "2023-01-01", "2024-01-01"),
        ("二〇二四年的停电", "2024-01-01", "2025-01-01"),
        ("outages in May 2024", "2024-05-01", "2024-06-01"),
        ("outages in May of 2024", "2024-05-01", "2024-06-01"),
        ("2024年12月的停电", "2024-12-01", "2025-01-01"),
        ("二〇二四年十二月", "2024-12-01", "2025-01-01"),
        ("24年3月的产量", "2024-03-01", "2024-04-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("on 2024-02-29", "2024-02-29", "2024-03-01"),
        ("２０２４年２月", "2024-02-01", "2024-03-01"),
        ("on 2024/2/9", "2024-02-09", "2024-02-10"),
        ("on 20240229", "2024-02-29", "2024-03-01"),
        ("2024年5月1日的负荷", "2024-05-01", "2024-05-02"),
        ("2024年5月1号", "2024-05-01", "2024-05-02"),
        ("3 May 2024", "2024-05-03", "2024-05-04"),
        ("the 3rd of May 2024", "2024-05-03", "2024-05-04"),
        ("May 3rd, 2024", "2024-05-03", "2024-05-04"),
        ("13/05/2024", "2024-05-13", "2024-05-14"),
        ("05/13/2024", "2024-05-13", "2024-05-14"),
        ("5.3.2024", "2024-03-05", "2024-03-06"),
        ("31 April 2024", "2024-01-01", "2025-01-01"),
        # quarters, halves and decades
        ("2024年第二季度", "2024-04-01", "2024-07-01"),
        ("2024年二季度", "2024-04-01", "2024-07-01"),
        ("Q4 2023", "2023-10-01", "2024-01-01"),
        ("2023Q4", "2023-10-01", "2024-01-01"),
        ("2023年Q4", "2023-10-01", "2024-01-01"),
        ("the last quarter of 2023", "2023-10-01", "2024-01-01"),
        ("the second quarter of last year", "2025-04-01", "2025-07-01"),
        ("last year's Q2", "2025-04-01", "2025-07-01"),
        ("去年第二季度", "2025-04-01", "2025-07-01"),
        ("H1 2025", "2025-01-01", "2025-07-01"),
        ("second half of 2024", "2024-07-01", "2025-01-01"),
        ("2024年上半年", "2024-01-01", "2024-07-01"),
        ("去年下半年", "2025-07-01", "2026-01-01"),
        ("first 3 months of 2024", "2024-01-01", "2024-04-01"),
        ("the last 6 months of last year", "2025-07-01", "2026-01-01"),
        ("2024年前三个月", "2024-01-01", "2024-04-01"),
        ("2024年前三季度", "2024-01-01", "2024-10-01"),
        ("built in the 1990s", "1990-01-01", "2000-01-01"),
        ("1990年代", "1990-01-01", "2000-01-01"),
        ("90年代", "1990-01-01", "2000-01-01"),
        ("2024年1-6月的产量", "2024-01-01", "2024-07-01"),
        ("Q1 to Q3 2024", "2024-01-01", "2024-10-01"),
        ("2024年一季度到三季度", "2024-01-01", "2024-10-01"),
        ("March 5-8, 2024", "2024-03-05", "2024-03-09"),
        ("5 to 8 March 2024", "2024-03-05", "2024-03-09"),
        ("2024年3月下旬", "2024-03-21", "2024-04-01"),
        # what no year was named for is the last that has begun
        ("Q3 sales", "2026-07-01", "2026-10-01"),
        ("第三季度", "2026-07-01", "2026-10-01"),
        ("上半年", "2026-01-01", "2026-07-01"),
        ("前三季度", "2026-01-01", "2026-10-01"),
        ("on March 5th", "2026-03-05", "2026-03-06"),
        ("on December 5th", "2025-12-05", "2025-12-06"),
        ("3月5日的订单", "2026-03-05", "2026-03-06"),
        ("last March", "2026-03-01", "2026-04-01"),
        ("last December", "2025-12-01", "2026-01-01"),
        ("March last year", "2025-03-01", "2025-04-01"),
        ("去年3月", "2025-03-01", "2025-04-01"),
        ("去年3月5日", "2025-03-05", "2025-03-06"),
        ("1-6月的产量", "2026-01-01", "2026-07-01"),
        ("March 5 to 8", "2026-03-05", "2026-03-09"),
        ("December 5 to 8", "2025-12-05", "2025-12-09"),
        ("the 15th of last month", "2026-10-15", "2026-10-16"),
        ("上个月15号", "2026-10-15", "2026-10-16"),
        ("3月上旬", "2026-03-01", "2026-03-11"),
        # days and weeks
        ("orders today", "2026-11-15", "2026-11-16"),
        ("yesterday's orders", "2026-11-14", "2026-11-15"),
        ("the day before yesterday", "2026-11-13", "2026-11-14"),
        ("due tomorrow", "2026-11-16", "2026-11-17"),
        ("昨天的订单", "2026-11-14", "2026-11-15"),
        ("前天", "2026-11-13", "2026-11-14"),
        ("this week", "2026-11-09", "2026-11-16"),
        ("last week", "2026-11-02", "2026-11-09"),
        ("the week before last", "2026-10-26", "2026-11-02"),
        ("next week", "2026-11-16", "2026-11-23"),
        ("本周有多少订单", "2026-11-09", "2026-11-16"),
        ("这周", "2026-11-09", "2026-11-16"),
        ("上个星期", "2026-11-02", "2026-11-09"),
        ("上上周", "2026-10-26", "2026-11-02"),
        ("last Friday", "2026-11-13", "2026-11-14"),
        ("last Sunday", "2026-11-08", "2026-11-09"),
        ("last weekend", "2026-11-07", "2026-11-09"),
        ("上周五", "2026-11-06", "2026-11-07"),
        ("上周末", "2026-11-07", "2026-11-09"),
        # months, quarters, halves and years
        ("this month", "2026-11-01", "2026-12-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("上个月", "2026-10-01", "2026-11-01"),
        ("这个月", "2026-11-01", "2026-12-01"),
        ("上上个月", "2026-09-01", "2026-10-01"),
        ("this quarter", "2026-10-01", "2027-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("上季度", "2026-07-01", "2026-10-01"),
        ("this half-year", "2026-07-01", "2027-01-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("去年", "2025-01-01", "2026-01-01"),
        ("前年", "2024-01-01", "2025-01-01"),
        ("本年度", "2026-01-01", "2027-01-01"),
        # so many back from today
        ("last 30 days", "2026-10-17", "2026-11-16"),
        ("the past thirty days", "2026-10-17", "2026-11-16"),
        ("最近7天", "2026-11-09", "2026-11-16"),
        ("last two weeks", "2026-11-02", "2026-11-16"),
        ("过去两周", "2026-11-02", "2026-11-16"),
        ("in the past 3 months", "2026-08-15", "2026-11-16"),
        ("近三个月", "2026-08-15", "2026-11-16"),
        ("past week", "2026-11-09", "2026-11-16"),
        ("over the past year", "2025-11-15", "2026-11-16"),
        ("过去一年", "2025-11-15", "2026-11-16"),
        ("last 2 quarters", "2026-05-15", "2026-11-16"),
        ("近半年", "2026-05-15", "2026-11-16"),
        ("最近一年半", "2025-05-15", "2026-11-16"),
        ("the last 3 full months", "2026-08-01", "2026-11-01"),
        ("next 7 days", "2026-11-15", "2026-11-23"),
        ("未来7天", "2026-11-15", "2026-11-23"),
        ("3 days ago", "2026-11-12", "2026-11-13"),
        ("three months ago", "2026-08-01", "2026-09-01"),
        ("两年前", "2024-01-01", "2025-01-01"),
        ("三个月之前", None, "2026-08-15"),
        ("more than 30 days ago", None, "2026-10-16"),
        ("since 3 months ago", "2026-08-15", None),
        # up to now
        ("year to date", "2026-01-01", "2026-11-16"),
        ("YTD", "2026-01-01", "2026-11-16"),
        ("month to date", "2026-11-01", "2026-11-16"),
        ("so far this year", "2026-01-01", "2026-11-16"),
        ("this quarter so far", "2026-10-01", "2026-11-16"),
        ("今年以来", "2026-01-01", "2026-11-16"),
        ("年初至今", "2026-01-01", "2026-11-16"),
        ("本月至今", "2026-11-01", "2026-11-16"),
        # open on one side
        ("since 2020", "2020-01-01", None),
        ("2020年以来", "2020-01-01", None),
        ("自2020年起", "2020-01-01", None),
        ("从去年开始", "2025-01-01", None),
        ("after 2020", "2021-01-01", None),
        ("2010年以后建成", "2011-01-01", None),
        ("on or after 2024-03-05", "2024-03-05", None),
        ("before 2009", None, "2009-01-01"),
        ("2009年之前", None, "2009-01-01"),
        ("pre-2009 models", None, "2009-01-01"),
        ("by 5 March 2024", None, "2024-03-06"),
        ("until 2024-03-05", None, "2024-03-06"),
        ("no later than March 2024", None, "2024-04-01"),
        ("2009 or earlier", None, "2010-01-01"),
        ("2009年及以前", None, "2010-01-01"),
        ("截至2024年6月", None, "2024-07-01"),
        ("since March", "2026-03-01", None),
        ("since December", "2025-12-01", None),
        ("since last month", "2026-10-01", None),
        ("from 2020 to now", "2020-01-01", None),
        ("2020年至今", "2020-01-01", None),
        ("by the end of 2024", None, "2025-01-01"),
        ("since the beginning of 2024", "2024-01-01", None),
        ("after the end of 2024", "2025-01-01", None),
        ("2024年底前", None, "2025-01-01"),
        ("截至2024年底", None, "2025-01-01"),
        ("2024年初以来", "2024-01-01", None),
        # from a point to another
        ("between 2019 and 2021", "2019-01-01", "2022-01-01"),
        ("from 2019 to 2021", "2019-01-01", "2022-01-01"),
        ("2019年到2021年", "2019-01-01", "2022-01-01"),
        ("在2019年和2021年之间", "2019-01-01", "2022-01-01"),
        ("from 2024-01-01 to 2024-02-15", "2024-01-01", "2024-02-16"),
        ("March to May 2024", "2024-03-01", "2024-06-01"),
        ("November to February 2024", "2023-11-01", "2024-03-01"),
        ("from March to May", "2026-03-01", "2026-06-01"),
        ("2024年3月到5月", "2024-03-01", "2024-06-01"),
        ("2024年11月到2月", "2024-11-01", "2025-03-01"),
        ("2024年3月5日到8日", "2024-03-05", "2024-03-09"),
        ("from last Monday to yesterday", "2026-11-09", "2026-11-15"),
        ("2021 to 2019", "2019-01-01", "2022-01-01"),
    ],
)
def test_a_stretch_of_time_is_read(text: str, first: str | None, end: str | None) -> None:
    assert dates_in(text) == [(first, end)]


@pytest.mark.parametrize(
    "text",
    [
        "220 kV lines",
        "a salary over 20,000",
        "2000 MW",
        "装机容量超过2000兆瓦",
        "more than 2000 employees",
        "year greater than 2010",
        "2000名学生",
        "top 10",
        "前10名",
        "前三名的天数",
        "the last 5 orders",
        "which staff may 5 customers choose",
        "they may march on",
        "the orders of April",
        "invoice INV2024",
        "invoice INV-2024-001",
        "$2024",
        "season one",
        "第一季的集数",
        "99999 years ago",
        "last 9999 years",
    ],
)
def test_other_words_and_numbers_are_no_times(text: str) -> None:
    assert time_spans(text, TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "early 2024",
        "mid-2024",
        "the end of 2024",
        "2024年底",
        "上月底",
        "the first week of March 2024",
        "last day of 2024",
    ],
)
def test_a_part_without_borders_is_not_taken_for_the_whole(text: str) -> None:
    assert time_spans(text, TODAY) == []


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("in 2014 or 2015", ["2014-01-01", "2015-01-01"]),
        ("in March and April 2024", ["2024-03-01", "2024-04-01"]),
        ("2024年3月和4月", ["2024-03-01", "2024-04-01"]),
        ("Q1 and Q2 2024", ["2024-01-01", "2024-04-01"]),
        ("2024年Q1和Q2", ["2024-01-01", "2024-04-01"]),
        ("2024年上半年和下半年", ["2024-01-01", "2024-07-01"]),
        ("Q1 2023 and Q1 2024", ["2023-01-01", "2024-01-01"]),
        ("昨天 前天", ["2026-11-14", "2026-11-13"]),
        ("this month and last month", ["2026-11-01", "2026-10-01"]),
    ],
)
def test_times_side_by_side_are_stretches_of_their_own(text: str, starts: list[str]) -> None:
    assert [first for first, _ in dates_in(text)] == starts


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("orders in March", 3),
        ("during march", 3),
        ("sales for October", 10),
        ("5月的订单", 5),
        ("三月份", 3),
        ("every May", 5),
    ],
)
def test_a_month_without_a_year_is_that_month_of_any_year(text: str, month: int) -> None:
    (span,) = time_spans(text, TODAY)
    assert (span.month_only, span.first, span.end) == (month, None, None)


def test_months_in_a_list_are_all_read() -> None:
    assert [span.month_only for span in time_spans("in March or April", TODAY)] == [3, 4]
    assert [span.month_only for span in time_spans("3月和4月的订单", TODAY)] == [3, 4]


def test_the_same_time_last_year_is_a_year_before_what_the_question_names() -> None:
    assert dates_in("去年同期的销售额") == [("2025-01-01", "2025-11-16")]
    assert dates_in("the same period last year") == [("2025-01-01", "2025-11-16")]
    assert dates_in("今年上半年与去年同期") == [("2026-01-01", "2026-07-01"), ("2025-01-01", "2025-07-01")]
    assert dates_in("Q1 2024 and the same period last year")[1] == ("2023-01-01", "2023-04-01")
    assert dates_in("2024年上半年和2023年同期")[1] == ("2023-01-01", "2023-07-01")
    # a stretch that still goes on is compared as far as it has come
    assert dates_in("本月和上月同期") == [("2026-11-01", "2026-12-01"), ("2026-10-01", "2026-10-16")]


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends() -> None:
    assert dates_in("revenue in FY2025", fiscal_start=4) == [("2024-04-01", "2025-04-01")]
    assert dates_in("fiscal year 2025", fiscal_start=4) == [("2024-04-01", "2025-04-01")]
    assert dates_in("2025财年", fiscal_start=4) == [("2024-04-01", "2025-04-01")]
    assert dates_in("FY24/25", fiscal_start=4) == [("2024-04-01", "2025-04-01")]
    assert dates_in("Q2 FY2025", fiscal_start=4) == [("2024-07-01", "2024-10-01")]
    assert dates_in("this fiscal year", fiscal_start=4) == [("2026-04-01", "2027-04-01")]
    assert dates_in("上财年", fiscal_start=4) == [("2025-04-01", "2026-04-01")]
    assert dates_in("FY2025") == [("2025-01-01", "2026-01-01")]


def test_hours_are_counted_from_the_moment_of_the_question() -> None:
    now = dt.datetime(2026, 11, 15, 9, 30)
    for text in ("last 24 hours", "过去24小时"):
        (span,) = time_spans(text, now)
        assert span.bounds == (dt.datetime(2026, 11, 14, 9, 30), now)
        assert time_spans(text, TODAY) == []


def test_a_time_of_day_belongs_to_its_date() -> None:
    (span,) = time_spans("after 2024-03-05 14:30", TODAY)
    assert span.bounds == (dt.datetime(2024, 3, 5, 14, 31), None)


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    text = "orders on 03/05/2024"
    assert time_spans(text, TODAY) == []
    (unclear,) = unclear_dates(text)
    assert text[unclear.start : unclear.stop] == "03/05/2024"
    assert unclear.readings == (dt.date(2024, 3, 5), dt.date(2024, 5, 3))
    assert unclear_dates("05/05/2024 and 13/05/2024 and 2024-03-05") == []


def test_a_month_counts_back_to_its_last_day_where_it_is_shorter() -> None:
    assert dates_in("past 1 month", dt.date(2026, 3, 31)) == [("2026-02-28", "2026-04-01")]


def test_the_words_of_a_stretch_are_known() -> None:
    text = "orders placed between March 2024 and May 2024 in Oslo"
    (span,) = time_spans(text, TODAY)
    assert text[span.start : span.stop] == "between March 2024 and May 2024"


_PIECES = st.sampled_from(
    "last past this next 3 30 days months years year quarter of to from since before until by and March May 5 5th 2024 "
    "2025 Q3 H1 ago same period week today 去年 今年 上半年 3月 5日 "
    "到 至 之前 以来 近 三 个月 天 季度 第 同期 财年 FY25 - , 年".split()
)


def _is_sound(span: TimeSpan, text: str) -> bool:
    is_placed = 0 <= span.start < span.stop <= len(text)
    is_ordered = span.first is None or span.end is None or span.first < span.end
    says_something = span.month_only is not None or span.first is not None or span.end is not None
    return is_placed and is_ordered and says_something


@given(st.lists(_PIECES, max_size=12), st.sampled_from(["", " "]), st.dates(dt.date(1971, 1, 1), dt.date(2100, 12, 31)))
def test_whatever_is_said_its_stretches_begin_before_they_end(pieces: list[str], joint: str, today: dt.date) -> None:
    text = joint.join(pieces)
    spans = time_spans(text, today, fiscal_start=4)
    assert all(_is_sound(span, text) for span in spans)
    assert all(a.stop <= b.start for a, b in pairwise(spans))


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(_is_sound(span, text) for span in time_spans(text, TODAY))
    assert all(0 <= unclear.start < unclear.stop <= len(text) for unclear in unclear_dates(text))
