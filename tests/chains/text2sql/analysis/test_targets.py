import datetime as dt

import pytest

from chains.text2sql.analysis.question import read_question
from chains.text2sql.analysis.targets import asked_columns, asked_tables
from chains.text2sql.linking.types import Mention

_TODAY = dt.date(2026, 1, 1)


def asks_for(text: str, noun: str) -> bool:
    start = text.index(noun)
    mention = Mention("things", None, start, start + len(noun), 1.0, "name")
    return bool(asked_tables(read_question(text, today=_TODAY), [mention]))


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Which bridge is the oldest?", "bridge"),
        ("What is the longest bridge in Spain?", "bridge"),
        ("The 3 smallest bridges", "bridges"),
        ("哪座桥最长？", "桥"),
        ("最长的桥是哪座？", "桥"),
        ("请帮我推荐一家评分在4分以上的旅店", "旅店"),
        ("长度超过两公里的桥", "桥"),
    ],
)
def test_rows_are_asked_for(text: str, noun: str) -> None:
    assert asks_for(text, noun)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("What is the height of the tallest bridge?", "bridge"),
        ("How long are the bridges?", "bridges"),
        ("Which bridge's length is known?", "bridge"),
        ("桥的平均长度是多少？", "桥"),
        ("最长的桥的长度", "桥"),
    ],
)
def test_something_else_of_them_is_asked_for(text: str, noun: str) -> None:
    assert not asks_for(text, noun)


def test_a_column_before_how_much_is_asked_for() -> None:
    text = "财务部员工的最高月薪是多少？"
    salary = Mention("staff", "salary", text.index("月薪"), text.index("月薪") + 2, 1.0, "name")
    staff = Mention("staff", "name", text.index("员工"), text.index("员工") + 2, 1.0, "name")
    assert asked_columns(read_question(text, today=_TODAY), [salary, staff]) == {("staff", "salary")}
