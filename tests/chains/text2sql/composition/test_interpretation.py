"""An interpretation is a composition with its query, labelled and in the dialect of the database."""

import datetime as dt

import pytest
import sqlglot

from chains.text2sql.composition.interpret import Interpreter
from chains.text2sql.linking.linked import link_question
from tests.chains.text2sql.composition.conftest import Ask
from tests.chains.text2sql.composition.reading import ask
from tools.databases import ReadOnlyDatabase


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("number of rentals per status", ["status", "number of rentals"]),
        ("total fees by year", ["year", "total fee"]),
        ("rentals per month", ["year", "month", "number of rentals"]),
    ],
)
def test_the_columns_of_a_query_have_names_that_people_read(marina: Ask, question: str, names: list[str]) -> None:
    select = sqlglot.parse_one(marina(question).best.sql, dialect="sqlite")
    assert [e.alias_or_name for e in select.selects] == names


def test_chinese_columns_have_chinese_names(teahouse: Ask, nursery: Ask) -> None:
    assert '"平均工资"' in teahouse("每个职位的平均工资").best.sql
    assert '"植物数量"' in nursery("各科属有多少种植物？").best.sql


@pytest.mark.parametrize(
    ("today", "numbers"), [(dt.date(2026, 5, 4), [7, 8]), (dt.date(2025, 7, 9), [5]), (dt.date(2024, 3, 1), [1, 2])]
)
def test_last_month_counts_from_the_day_of_the_question(
    today: dt.date, numbers: list[int], opened: dict[str, ReadOnlyDatabase]
) -> None:
    assert ask("rentals of last month", opened["MARINA"], today).shows(*numbers)


def test_what_is_overdue_depends_on_the_day_of_the_question(opened: dict[str, ReadOnlyDatabase]) -> None:
    assert ask("overdue rentals", opened["MARINA"], dt.date(2024, 2, 15)).shows(1)


def test_a_profile_is_taken_once_of_each_table(opened: dict[str, ReadOnlyDatabase]) -> None:
    marina = opened["MARINA"]
    interpreter = Interpreter(link_question("boats", marina, None, None, None), marina)
    assert interpreter.profile("boats") is interpreter.profile("boats")
    assert set(interpreter.profile("boats")) >= {"price", "kind"}


def test_a_year_of_building_tells_no_months_apart(marina: Ask) -> None:
    """No reading compares a column of years with a day."""
    for interpretation in marina("boats with a build year after March 2005").found:
        assert "'2005-" not in interpretation.sql or '"build_year"' not in interpretation.sql


def test_every_reading_of_a_question_is_one_statement_that_runs(choir: Ask, contracts: Ask, farm: Ask) -> None:
    for asked in (choir("Which singers are tenors?"), contracts("重点合同的合同额"), farm("barley harvests of 2025")):
        assert asked.found
        for interpretation in asked.found:
            assert len(sqlglot.parse(interpretation.sql, dialect="sqlite")) == 1
            asked.database.query(interpretation.sql)
