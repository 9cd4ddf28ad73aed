"""Words that are easily taken for something else."""

import datetime as dt

from chains.text2sql.analysis.question import read_question
from knowledge.language.dates import time_spans
from knowledge.language.gazetteer import places_in

_TODAY = dt.date(2024, 6, 1)


def test_first_names_are_no_superlative() -> None:
    assert not read_question("What are the first names of the people?").has("min")
    assert read_question("Who was the first guest?").has("min")


def test_before_one_year_or_after_another_names_two_times() -> None:
    before, after = time_spans("built before 2000 or after 2010", _TODAY)
    assert (before.first, before.end) == (None, dt.date(2000, 1, 1))
    assert (after.first, after.end) == (dt.date(2011, 1, 1), None)


def test_a_place_is_known_by_its_chinese_name() -> None:
    (spellings, start, end), *others = places_in("缅因的最高点")
    assert "maine" in spellings
    assert (start, end) == (0, 2)
    assert not others
