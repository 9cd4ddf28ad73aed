"""Dialogues by their rows: what each turn asks, said again as one question, gives what its own SQL gives."""

from collections.abc import Sequence
from typing import Any

import pytest

from chains.text2sql.dialogue.editing import edited_question
from chains.text2sql.dialogue.fragments import read_fragment
from chains.text2sql.dialogue.understanding import Reader

Turns = Sequence[tuple[str, str]]
_OF_BILLS = "FROM bills JOIN kiosks USING (kiosk_id)"
_OF_LOANS = "FROM 借阅单 JOIN 书店 USING (书店编号)"

ENGLISH: list[tuple[str, Turns]] = [
    ("What is the total amount of bills per district?", [
        ("as a percentage", f"SELECT district, round(100.0 * sum(amount) / 210, 2) {_OF_BILLS} GROUP BY 1"),
        ("for riverside only", f"SELECT district, sum(amount) {_OF_BILLS} WHERE district = 'riverside' GROUP BY 1"),
    ]),
    ("How many films are from Spain?", [
        ("and from Italy?", "SELECT count(*) FROM films WHERE country = 'Italy'"),
        ("except the westerns", "SELECT count(*) FROM films WHERE country = 'Italy' AND genre <> 'Western'"),
        ("only those in 2025", "SELECT count(*) FROM films WHERE country = 'Italy' AND genre <> 'Western' AND"
         " released LIKE '2025%'"),
        ("all countries together", "SELECT count(*) FROM films WHERE genre <> 'Western' AND released LIKE '2025%'"),
        ("how many of them are musicals?", "SELECT count(*) FROM films WHERE genre = 'Musical' AND"
         " released LIKE '2025%'"),
    ]),
    ("How many films are from Spain?", [
        ("and how many are not westerns?", "SELECT count(*) FROM films WHERE country = 'Spain' AND genre <> 'Western'"),
        ("by genre", "SELECT genre, count(*) FROM films WHERE country = 'Spain' AND genre <> 'Western' GROUP BY 1"),
    ]),
    ("Total amount of the bills in uptown", [
        ("and in the old town?", f"SELECT sum(amount) {_OF_BILLS} WHERE district = 'old town'"),
        ("and all districts together?", "SELECT sum(amount) FROM bills"),
        ("and the average?", "SELECT avg(amount) FROM bills"),
        ("per kiosk", f"SELECT name, avg(amount) {_OF_BILLS} GROUP BY 1"),
        ("only settled ones", f"SELECT name, avg(amount) {_OF_BILLS} WHERE status = 'settled' GROUP BY 1"),
    ]),
    ("How many bills are paid?", [
        ("and unpaid?", "SELECT count(*) FROM bills WHERE NOT paid"),
        ("only those over 30", "SELECT count(*) FROM bills WHERE NOT paid AND amount > 30"),
        ("and below 50", "SELECT count(*) FROM bills WHERE NOT paid AND amount > 30 AND amount < 50"),
        ("in 2024", "SELECT count(*) FROM bills WHERE NOT paid AND amount = 40 AND sold_on LIKE '2024%'"),
        ("all years", "SELECT count(*) FROM bills WHERE NOT paid AND amount = 40"),
    ]),
    ("How many bills were there in March 2024?", [
        ("and in April?", "SELECT count(*) FROM bills WHERE sold_on LIKE '2024-04%'"),
        ("for May", "SELECT count(*) FROM bills WHERE sold_on LIKE '2024-05%'"),
        ("a year earlier", "SELECT count(*) FROM bills WHERE sold_on LIKE '2023-05%'"),
        ("and the whole year?", "SELECT count(*) FROM bills WHERE sold_on LIKE '2023%'"),
        ("by month", "SELECT 2023, cast(substr(sold_on, 6, 2) AS integer), count(*) FROM bills"
         " WHERE sold_on LIKE '2023%' GROUP BY 2"),
    ]),
    ("What is the total amount per district?", [
        ("on average?", f"SELECT district, avg(amount) {_OF_BILLS} GROUP BY 1"),
        ("the highest?", f"SELECT district, avg(amount) {_OF_BILLS} GROUP BY 1 ORDER BY 2 DESC LIMIT 1"),
        ("top 2", f"SELECT district, avg(amount) {_OF_BILLS} GROUP BY 1 ORDER BY 2 DESC LIMIT 2"),
    ]),
    ("Which film has the highest earnings?", [
        ("and the lowest?", "SELECT title, earnings FROM films ORDER BY earnings LIMIT 1"),
        ("top 3", "SELECT title, earnings FROM films ORDER BY earnings LIMIT 3"),
        ("only Italy", "SELECT title, earnings FROM films WHERE country = 'Italy' ORDER BY earnings LIMIT 3"),
    ]),
    ("List the films released in 2025", [
        ("only from Spain", "SELECT title FROM films WHERE released LIKE '2025%' AND country = 'Spain'"),
        ("and their genres", "SELECT title, genre FROM films WHERE released LIKE '2025%' AND country = 'Spain'"),
        ("sort by earnings", "SELECT title, genre, earnings FROM films WHERE released LIKE '2025%' AND"
         " country = 'Spain' ORDER BY earnings"),
        ("except Cedar", "SELECT title, genre, earnings FROM films WHERE film_id IN (1, 2) ORDER BY earnings"),
    ]),
    ("How many kiosks are in riverside?", [
        ("which of them sold the most?", "SELECT 'Plum', 90"),
    ]),
    ("How many kiosks are in riverside?", [
        ("and bills?", f"SELECT count(*) {_OF_BILLS} WHERE district = 'riverside'"),
        ("which ones?", f"SELECT bill_id {_OF_BILLS} WHERE district = 'riverside'"),
    ]),
    ("What percentage of films are from Spain?", [
        ("and from Italy?", "SELECT round(300.0 / 7, 2)"),
    ]),
]  # fmt: skip
CHINESE: list[tuple[str, Turns]] = [
    ("2024年有多少张借阅单？", [
        ("那2025年呢", "SELECT count(*) FROM 借阅单 WHERE 借出日期 LIKE '2025%'"),
        ("只看小说", "SELECT count(*) FROM 借阅单 WHERE 借出日期 LIKE '2025%' AND 类别 = '小说'"),
        ("不要取消的", "SELECT count(*) FROM 借阅单 WHERE 借出日期 LIKE '2025%' AND 类别 = '小说' AND"
         " 状态 <> '已取消'"),
        ("按月呢", "SELECT 2025, cast(substr(借出日期, 6, 2) AS integer), count(*) FROM 借阅单"
         " WHERE 借出日期 LIKE '2025%' AND 类别 = '小说' GROUP BY 2"),
    ]),
    ("成都的借阅单有多少张？", [
        ("那青岛呢？", f"SELECT count(*) {_OF_LOANS} WHERE 城市 = '青岛'"),
        ("不限城市", "SELECT count(*) FROM 借阅单"),
        ("按城市", f"SELECT 城市, count(*) {_OF_LOANS} GROUP BY 1"),
        ("按类别统计", "SELECT 类别, count(*) FROM 借阅单 GROUP BY 1"),
        ("除了小说", "SELECT 类别, count(*) FROM 借阅单 WHERE 类别 <> '小说' GROUP BY 1"),
    ]),
    ("各城市的押金总额是多少？", [
        ("改成平均", f"SELECT 城市, avg(押金) {_OF_LOANS} GROUP BY 1"),
        ("只看已归还的", f"SELECT 城市, avg(押金) {_OF_LOANS} WHERE 状态 = '已归还' GROUP BY 1"),
        ("换成按类别", "SELECT 类别, avg(押金) FROM 借阅单 WHERE 状态 = '已归还' GROUP BY 1"),
    ]),
    ("面积最大的书店是哪家？", [
        ("最小的呢", "SELECT 店名, 面积 FROM 书店 ORDER BY 面积 LIMIT 1"),
        ("前三名呢", "SELECT 店名, 面积 FROM 书店 ORDER BY 面积 LIMIT 3"),
        ("那成都呢", "SELECT 店名, 面积 FROM 书店 WHERE 城市 = '成都' ORDER BY 面积 LIMIT 3"),
    ]),
    ("列出成都的书店", [
        ("还有面积", "SELECT 店名, 面积 FROM 书店 WHERE 城市 = '成都'"),
        ("按面积从大到小排序", "SELECT 店名, 面积 FROM 书店 WHERE 城市 = '成都' ORDER BY 面积 DESC"),
    ]),
    ("成都有多少家书店？", [
        ("其中面积超过100的有几家？", "SELECT count(*) FROM 书店 WHERE 城市 = '成都' AND 面积 > 100"),
    ]),
    ("2024年2月的借阅单有多少张？", [
        ("1月呢", "SELECT count(*) FROM 借阅单 WHERE 借出日期 LIKE '2024-01%'"),
        ("后一年呢", "SELECT count(*) FROM 借阅单 WHERE 借出日期 LIKE '2025-01%'"),
        ("全年呢", "SELECT count(*) FROM 借阅单 WHERE 借出日期 LIKE '2025%'"),
    ]),
    ("已归还的借阅单的平均押金是多少？", [
        ("总额呢", "SELECT sum(押金) FROM 借阅单 WHERE 状态 = '已归还'"),
        ("有多少张", "SELECT count(*) FROM 借阅单 WHERE 状态 = '已归还'"),
    ]),
    ("借阅单有多少张？", [
        ("那书店呢", "SELECT count(*) FROM 书店"),
        ("青岛的呢", "SELECT count(*) FROM 书店 WHERE 城市 = '青岛'"),
    ]),
]  # fmt: skip


def _rows(reader: Reader, question: str) -> list[list[Any]]:
    read = reader.read(question)
    made = read.composition()
    assert made is not None
    assert made.is_complete, question
    return reader.database.query(read.interpreter.sql_of(made)).rows


def _assert_holds(rows: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]], said: str) -> None:
    """As many rows, and the cells of each expected row in a row of its own."""
    left = [[str(_plain(cell)) for cell in row] for row in rows]
    assert len(left) == len(expected), (said, rows)
    for row in expected:
        cells = {str(_plain(cell)) for cell in row}
        held = next((found for found in left if cells <= set(found)), None)
        assert held is not None, (said, row, rows)
        left.remove(held)


def _plain(cell: Any) -> Any:
    if isinstance(cell, float):
        return int(cell) if cell == int(cell) else round(cell, 2)
    return cell


def _hold(reader: Reader, first: str, turns: Turns) -> None:
    asked = first
    for fragment, sql in turns:
        resolved = edited_question(read_fragment(fragment), asked, reader)
        assert resolved is not None, f"{asked} / {fragment}"
        _assert_holds(_rows(reader, resolved), reader.database.query(sql).rows, resolved)
        asked = resolved


@pytest.mark.parametrize(("first", "turns"), ENGLISH, ids=lambda value: value if isinstance(value, str) else "")
def test_an_english_dialogue_keeps_what_was_said_and_changes_what_is_said(
    first: str, turns: Turns, shop: Reader
) -> None:
    _hold(shop, first, turns)


@pytest.mark.parametrize(("first", "turns"), CHINESE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_chinese_dialogue_keeps_what_was_said_and_changes_what_is_said(
    first: str, turns: Turns, bookshops: Reader
) -> None:
    _hold(bookshops, first, turns)


@pytest.mark.parametrize(
    ("previous", "fragment", "expected"),
    [
        ("How many films are from Spain?", "and from Italy?", "How many films with country Italy are there?"),
        ("Total amount of the bills", "by month", "What is the total amount of bills by month?"),
        ("Which film has the highest earnings?", "the lowest", "Which film has the lowest earnings?"),
    ],
)  # fmt: skip
def test_the_question_that_is_shown_reads_as_a_question(
    previous: str, fragment: str, expected: str, shop: Reader
) -> None:
    assert edited_question(read_fragment(fragment), previous, shop) == expected


@pytest.mark.parametrize(
    "fragment",
    [
        "How many kiosks are there?",
        "Which films are dubbed?",
        "and the weather?",
        "asdf qwer",
        "How long are reports kept?",
        "",
        "?",
    ],
)
def test_what_is_not_understood_or_stands_alone_is_no_edit(fragment: str, shop: Reader) -> None:
    assert edited_question(read_fragment(fragment), "How many bills are paid?", shop) is None


@pytest.mark.parametrize("previous", ["How many purple bills are paid?", "Good morning", "", "asdf"])
def test_a_question_before_that_was_not_understood_whole_is_not_edited(previous: str, shop: Reader) -> None:
    assert edited_question(read_fragment("and in 2024?"), previous, shop) is None


@pytest.mark.parametrize(
    "fragment", ["as a percentage", "for riverside only", "except the void ones", "by month", "in 2024", "over 30"]
)
def test_a_fragment_follows_up_though_no_word_of_it_says_so(fragment: str, shop: Reader) -> None:
    previous = "What is the total amount of bills per district?"
    assert edited_question(read_fragment(fragment), previous, shop, leans=False) is not None


@pytest.mark.parametrize(
    "question", ["films from Italy", "Total amount of the bills in uptown", "What is the average amount?"]
)
def test_a_whole_question_without_a_word_that_leads_back_stands_alone(question: str, shop: Reader) -> None:
    previous = "How many bills are paid?"
    assert edited_question(read_fragment(question), previous, shop, leans=False) is None


def test_the_same_again_is_the_question_before(shop: Reader) -> None:
    previous = "How many films are from Spain?"
    assert edited_question(read_fragment("and Spain?"), previous, shop) == previous


def test_it_is_the_row_that_was_asked_for(shop: Reader) -> None:
    previous = "Which film has the highest earnings?"
    resolved = edited_question(read_fragment("What is its genre?"), previous, shop)
    assert resolved is not None
    assert "Thriller" in _rows(shop, resolved)[0]
    assert edited_question(read_fragment("What is its genre?"), "How many films are from Spain?", shop) is None


def test_a_bare_year_is_read_in_the_language_of_the_thread(bookshops: Reader) -> None:
    resolved = edited_question(read_fragment("2025?"), "2024年有多少张借阅单？", bookshops)
    assert resolved is not None
    assert resolved.startswith("2025年")
