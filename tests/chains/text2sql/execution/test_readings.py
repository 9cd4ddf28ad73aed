"""What may be read in several ways is shown in several ways; what the database does not hold is not guessed."""

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from chains.text2sql import Declined, SqlAnswer, answer_question
from tools.databases import ReadOnlyDatabase


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            CREATE TABLE orders (order_id INTEGER PRIMARY KEY, home_city TEXT, shop_city TEXT, price REAL, weight REAL);
            INSERT INTO orders VALUES (1, 'Rome', 'Oslo', 10, 5), (2, 'Oslo', 'Oslo', 20, 1), (3, 'Rome', 'Oslo', 9, 2);
            """
        )
    connection.close()
    database = ReadOnlyDatabase("shop", f"sqlite:///{path}")
    yield database
    database.close()


async def test_a_close_call_shows_the_likeliest_readings_first_the_one_that_ran(shop: ReadOnlyDatabase) -> None:
    answer = await answer_question("How many gloomy orders are from Oslo?", shop, today=dt.date(2025, 1, 1))
    assert isinstance(answer, SqlAnswer)
    assert "gloomy" in answer.notice
    assert 2 <= len(answer.readings) <= 3
    assert answer.readings[0].query == answer.query
    assert len({r.words for r in answer.readings}) == len(answer.readings)
    assert answer.readings[0].confidence >= answer.readings[1].confidence > 0
    shown = answer.as_dict()["readings"]
    assert set(shown[0]) == {"query", "words", "confidence"}


async def test_readings_that_give_the_same_rows_are_one(shop: ReadOnlyDatabase) -> None:
    answer = await answer_question("How many orders are there?", shop)
    assert isinstance(answer, SqlAnswer)
    assert answer.readings == []


async def test_a_close_call_is_said_in_the_language_of_the_question(shop: ReadOnlyDatabase) -> None:
    answer = await answer_question("Oslo的阴沉的orders有多少？", shop, language="zh")
    assert isinstance(answer, SqlAnswer)
    assert answer.readings
    assert all("数量" in r.words for r in answer.readings)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who won the football match yesterday?", "football"),
        ("明天会下雨吗？", "雨"),
        ("Which singer is the oldest?", "singer"),
        ("这首歌是谁写的？", "歌"),
    ],
)
async def test_what_the_database_does_not_hold_is_said_and_not_guessed(
    shop: ReadOnlyDatabase, question: str, missing: str
) -> None:
    answer = await answer_question(question, shop)
    assert isinstance(answer, Declined)
    said, held = re.split(r"Orders", answer.sentence)
    assert missing in said
    assert "shop city" in held
