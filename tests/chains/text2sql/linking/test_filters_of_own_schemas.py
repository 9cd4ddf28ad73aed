"""What one database on a file is enough to show: coded Chinese columns, other languages, quotes, verbs and nouns."""

from pathlib import Path

import pytest

from chains.text2sql.linking.filters import FilterOption, Operator
from chains.text2sql.linking.filters import Test as ColumnTest
from tests.chains.text2sql.linking.conftest import Read, made_on, reader_of

CLINIC = [
    "CREATE TABLE hz ( -- 患者表\n id INTEGER PRIMARY KEY, xm TEXT, -- 患者姓名\n xb INTEGER, -- 性别：1男 2女\n"
    " sf_yb CHAR(1), -- 是否医保 Y是 N否\n lxdh TEXT, -- 联系电话\n cs TEXT, -- 所在城市\n swrq DATE -- 死亡日期\n)",
    "CREATE TABLE jz ( -- 就诊记录\n id INTEGER PRIMARY KEY, hz_id INTEGER REFERENCES hz(id), -- 患者ID\n"
    " zt INTEGER, -- 就诊状态：0待就诊 1就诊中 2已完成 3已取消\n ly CHAR(1), -- 来源(X线下,S线上)\n"
    " jfsj DATETIME, -- 缴费时间\n zf_fs TEXT -- 支付方式\n)",
    "CREATE TABLE staff (id INTEGER PRIMARY KEY, full_name TEXT, is_remote INTEGER, chief_id INTEGER REFERENCES "
    "staff(id), state TEXT, kids INTEGER, stock INTEGER, valid_to DATE, created_at DATETIME)",
    "INSERT INTO hz VALUES (1, '何美', 2, 'Y', '021', '苏州市', NULL), "
    "(2, '江涛', 1, 'N', NULL, '宁波市', '2024-01-01')",
    "INSERT INTO jz VALUES (1, 1, 0, 'X', NULL, '微信'), (2, 2, 1, 'S', '2024-01-01 08:00:00', '现金'), "
    "(3, 2, 3, 'S', NULL, '微信')",
    "INSERT INTO staff VALUES (1, 'Ruth Adler', 1, NULL, 'UNPAID_LEAVE', 1, 0, '2025-01-01', '2020-01-01'), "
    "(2, 'Ben Okoro', 0, 1, 'working', 0, 4, NULL, '2020-01-02')",
]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    made = made_on("sqlite", tmp_path_factory.mktemp("clinic"), CLINIC)
    return reader_of(next(made))


def best(options: list[FilterOption], question: str, words: str) -> FilterOption:
    there = [o for o in options if question[o.start : o.end] == words]
    assert there, [(question[o.start : o.end], o.test) for o in options]
    return max(there, key=lambda o: o.score)


@pytest.mark.parametrize(
    ("question", "words", "column", "operator", "values"),
    [
        ("待就诊的有几个", "待就诊", ("jz", "zt"), "=", (0,)),
        ("就诊中的患者", "就诊中", ("jz", "zt"), "=", (1,)),
        ("已取消的就诊", "已取消", ("jz", "zt"), "=", (3,)),
        ("取消的就诊有多少", "取消", ("jz", "zt"), "=", (3,)),
        ("未完成的就诊", "未完成", ("jz", "zt"), "!=", (2,)),
        ("线上就诊有多少", "线上", ("jz", "ly"), "=", ("S",)),
        ("女患者有几个", "女", ("hz", "xb"), "=", (2,)),
        ("How many cancelled visits are there?", "cancelled", ("jz", "zt"), "=", (3,)),
        ("有医保的患者", "医保", ("hz", "sf_yb"), "=", ("Y",)),
        ("没有医保的患者", "没有医保", ("hz", "sf_yb"), "=", ("N",)),
        ("没有联系电话的患者", "没有联系电话", ("hz", "lxdh"), "blank", ()),
        ("没有电话的患者", "没有电话", ("hz", "lxdh"), "blank", ()),
        ("未缴费的就诊", "未缴费", ("jz", "jfsj"), "null", ()),
        ("已死亡的患者", "已死亡", ("hz", "swrq"), "not null", ()),
        ("健在的患者", "健在", ("hz", "swrq"), "null", ()),
        ("苏州的患者", "苏州", ("hz", "cs"), "=", ("苏州市",)),
        ("远程员工", "远程", ("staff", "is_remote"), "=", (1,)),
        ("staff on unpaid leave", "unpaid leave", ("staff", "state"), "=", ("UNPAID_LEAVE",)),
        ("staff without a chief", "without a chief", ("staff", "chief_id"), "null", ()),
        ("what is out of stock?", "out of stock", ("staff", "stock"), "<=", (0,)),
    ],
)
def test_words_find_their_column_and_cells(
    read: Read, question: str, words: str, column: tuple[str, str], operator: Operator, values: tuple[object, ...]
) -> None:
    option = best(read(question), question, words)
    assert (option.test.column, option.test.operator) == (column, operator)
    assert isinstance(option.test, ColumnTest)
    assert option.test.values == values


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("按支付方式统计就诊", ("jz", "jfsj")),  # the way of paying is a column
        ("用微信支付的就诊", ("jz", "jfsj")),  # how, not whether
        ("缴费时间最晚的就诊", ("jz", "jfsj")),
        ("What is the valid to date of the staff?", ("staff", "valid_to")),  # it lies ahead
        ("staff created last month", ("staff", "created_at")),  # every row was
        ("staff with kids", ("staff", "is_remote")),
    ],
)
def test_words_that_say_no_state_are_no_filter(read: Read, question: str, column: tuple[str, str]) -> None:
    assert column not in {option.test.column for option in read(question)}


def test_a_number_of_children_is_no_flag(read: Read) -> None:
    assert not [o for o in read("staff with kids") if o.source == "flag"]


def test_a_whole_name_hides_its_part(read: Read) -> None:
    question = "Who is Ruth Adler?"
    options = read(question)
    assert best(options, question, "Ruth Adler").source == "value"
    assert not [o for o in options if o.source == "text"]


def test_what_is_quoted_is_looked_up_though_the_index_is_old(tmp_path: Path) -> None:
    import sqlite3

    made = made_on("sqlite", tmp_path, CLINIC)
    database = next(made)
    ask = reader_of(database)
    ask("staff")
    connection = sqlite3.connect(tmp_path / "library.db")
    connection.execute("INSERT INTO staff VALUES (3, 'Yuki Tan', 0, 1, 'working', 0, 0, NULL, NULL)")
    connection.commit()
    connection.close()
    for question, words in (("the chief of 'Yuki Tan'", "Yuki Tan"), ("the chief of Yuki Tan", "Yuki Tan")):
        option = best(ask(question), question, words)
        assert option.test == ColumnTest(("staff", "full_name"), "=", ("Yuki Tan",))
    made.close()


def test_a_question_of_nothing_here_has_no_filters(read: Read) -> None:
    assert read("What is the weather on the moon?") == []


def test_each_option_says_what_it_means(read: Read) -> None:
    question = "女患者没有电话"
    assert {o.said for o in read(question)} >= {"性别 is 女", "联系电话 is missing"}
