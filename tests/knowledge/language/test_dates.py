import datetime as dt

import pytest

from knowledge.language.dates import time_spans

TODAY = dt.date(2025, 3, 15)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("outages in 2024", "2024-01-01", "2025-01-01"),
        ("2023年的停电", "2023-01-01", "2024-01-01"),
        ("outages in May 2024", "2024-05-01", "2024-06-01"),
        ("2024年12月的停电", "2024-12-01", "2025-01-01"),
        ("on 2024-02-29", "2024-02-29", "2024-03-01"),
        ("2024年5月1日的负荷", "2024-05-01", "2024-05-02"),
        ("3 May 2024", "2024-05-03", "2024-05-04"),
        ("2024年第二季度", "2024-04-01", "2024-07-01"),
        ("Q4 2023", "2023-10-01", "2024-01-01"),
        ("since 2020", "2020-01-01", None),
        ("2020年以来", "2020-01-01", None),
        ("after 2020", "2021-01-01", None),
        ("2010年以后建成", "2011-01-01", None),
        ("before 2009", None, "2009-01-01"),
        ("2009年之前", None, "2009-01-01"),
        ("between 2019 and 2021", "2019-01-01", "2022-01-01"),
        ("from 2019 to 2021", "2019-01-01", "2022-01-01"),
        ("2019年到2021年", "2019-01-01", "2022-01-01"),
        ("last year", "2024-01-01", "2025-01-01"),
        ("去年", "2024-01-01", "2025-01-01"),
        ("last month", "2025-02-01", "2025-03-01"),
        ("built in the 1990s", "1990-01-01", "2000-01-01"),
    ],
)
def test_a_stretch_of_time_is_read(text: str, first: str | None, end: str | None) -> None:
    (span,) = time_spans(text, TODAY)
    assert (span.first and span.first.isoformat(), span.end and span.end.isoformat()) == (first, end)


@pytest.mark.parametrize("text", ["220 kV lines", "a salary over 20,000", "2000 MW", "装机容量超过2000兆瓦", "top 10"])
def test_other_numbers_are_no_times(text: str) -> None:
    assert time_spans(text, TODAY) == []


def test_two_years_side_by_side_are_two_stretches() -> None:
    assert [s.first.year for s in time_spans("in 2014 or 2015", TODAY) if s.first] == [2014, 2015]
