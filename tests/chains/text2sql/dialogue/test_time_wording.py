import datetime as dt

import pytest

from chains.text2sql.dialogue.time_wording import time_in_words
from chains.text2sql.linking.filters import Within
from knowledge.language.dates import time_spans


def _day(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("first", "end", "english", "chinese"),
    [
        ("2024-01-01", "2025-01-01", "in 2024", "2024年"),
        ("2024-05-01", "2024-06-01", "in May 2024", "2024年5月"),
        ("2024-04-01", "2024-07-01", "in Q2 2024", "2024年第二季度"),
        ("2024-02-29", "2024-03-01", "on 2024-02-29", "2024年2月29日"),
        ("2015-01-01", None, "since 2015", "2015年以来"),
        ("2015-03-10", None, "since 2015-03-10", "2015年3月10日以来"),
        (None, "2015-01-01", "before 2015", "2015年以前"),
        ("2020-01-01", "2023-01-01", "from 2020 to 2022", "2020年到2022年"),
        ("2024-01-05", "2024-03-10", "from 2024-01-05 to 2024-03-09", "2024年1月5日到2024年3月9日"),
    ],
)
def test_a_stretch_is_said_in_words_that_are_read_as_that_stretch(
    first: str | None, end: str | None, english: str, chinese: str
) -> None:
    within = Within(("loans", "day"), _day(first), _day(end))
    for language, words in (("en", english), ("zh", chinese)):
        assert time_in_words(within, language) == words
        (span,) = time_spans(words, dt.date(2026, 1, 15))
        bounds = [None if day is None else day.isoformat()[:10] for day in span.bounds]
        assert bounds == [first, end]


def test_hours_and_no_stretch_at_all_have_no_words() -> None:
    assert time_in_words(Within(("loans", "day"), dt.datetime(2024, 1, 1, 8), None), "en") is None
    assert time_in_words(Within(("loans", "day"), None, None), "en") is None
