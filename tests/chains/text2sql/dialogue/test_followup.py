import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chains.text2sql import resolve_followup
from chains.text2sql.dialogue.understanding import Reader
from tools.databases import ReadOnlyDatabase


def _assert_asks(database: ReadOnlyDatabase, resolved: str, expected: str) -> None:
    """Both texts are the same, or are understood as asking the same."""
    if resolved == expected:
        return
    reader = Reader(database, None, dt.date(2026, 1, 1))
    one, other = reader.read(resolved).understood(), reader.read(expected).understood()
    assert one is not None, resolved
    assert other is not None, expected
    assert one.same_as(other), resolved


@pytest.mark.parametrize(
    ("fragment", "before", "expected"),
    [
        ("and in 2024?", "How many outages were there in 2023?", "How many outages were there in 2024?"),
        ("那2024年呢？", "2023年发生了多少次停电？", "2024年发生了多少次停电？"),
        ("and for 220 kV lines?", "How many 110 kV lines are there?", "How many 220 kV lines are there?"),
        ("500千伏的呢？", "220千伏的变电站有多少座？", "500千伏的变电站有多少座？"),
        (
            "What about East Harbor?",
            "How many substations are in Riverside?",
            "How many substations are in East Harbor?",
        ),
        ("东港区呢？", "临江区有多少座变电站？", "东港区有多少座变电站？"),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(fragment: str, before: str, expected: str) -> None:
    assert resolve_followup(fragment, before) == expected


@pytest.mark.parametrize(
    ("fragment", "before", "expected"),
    [
        ("And hydro?", "How many power plants use coal?", "How many power plants use hydro?"),
        ("财务部呢？", "调度控制中心有多少名员工？", "财务部有多少名员工？"),
        ("谷段呢？", "大工业电价的峰段电价是多少？", "大工业电价的谷段电价是多少？"),
        # a table for a table, under the same conditions
        ("And how many customers?", "How many substations are in Westhill?", "How many customers are in Westhill?"),
        ("那客户呢？", "西岗区有多少座变电站？", "西岗区有多少座客户？"),
        # corrections
        (
            "no, residential ones",
            "How many commercial customers are there?",
            "How many residential customers are there?",
        ),
        (
            "Sorry, I meant South Plain.",
            "How many outages hit Westhill in 2024?",
            "How many outages hit South Plain in 2024?",
        ),
        ("不对，我问的是南原区", "西岗区有多少座变电站？", "南原区有多少座变电站？"),
        # a name that the database does not know takes the place of the one that was asked about
        ("No, I meant Atlantis", "How many outages hit Westhill in 2024?", "How many outages hit Atlantis in 2024?"),
        ("我说的是蓬莱区", "西岗区有多少座变电站？", "蓬莱区有多少座变电站？"),
        # the same again changes nothing
        ("And in 2025?", "How many outages were there in 2025?", "How many outages were there in 2025?"),
        ("And coal?", "How many power plants use coal?", "How many power plants use coal?"),
    ],
)  # fmt: skip
def test_what_the_schema_knows_as_alike_is_replaced(
    demo: ReadOnlyDatabase, fragment: str, before: str, expected: str
) -> None:
    _assert_asks(demo, resolve_followup(fragment, before, demo), expected)


@pytest.mark.parametrize(
    ("fragment", "before", "expected"),
    [
        (
            "the same for July",
            "How many outages were there in April 2024?",
            "How many outages were there in July 2024?",
        ),
        ("7月呢？", "2024年4月停电多少次？", "2024年7月停电多少次？"),
        ("3月份呢", "2023年停电多少次？", "2023年3月份停电多少次？"),
        ("and in 2025?", "How many outages were there in April 2024?", "How many outages were there in April 2025?"),
        ("and the year before?", "How many outages were there in 2024?", "How many outages were there in 2023?"),
        ("次年呢？", "2023年停电多少次？", "2024年停电多少次？"),
    ],
)  # fmt: skip
def test_times_move_by_what_is_said_of_them(demo: ReadOnlyDatabase, fragment: str, before: str, expected: str) -> None:
    _assert_asks(demo, resolve_followup(fragment, before, demo, dt.date(2026, 1, 1)), expected)


@pytest.mark.parametrize(
    ("fragment", "before", "expected"),
    [
        ("top 10", "List the top 4 power plants by capacity.", "List the top 10 power plants by capacity."),
        (
            "the two smallest",
            "List the top 4 plants by capacity.",
            "Which power plants have the lowest capacity, top 2?",
        ),
        ("the two shortest", "List the six longest transmission lines.", "List the two shortest transmission lines."),
        ("And the smallest?", "Which region has the largest area?", "Which region has the smallest area?"),
        ("改成前十名", "月薪最高的四名员工是谁？", "月薪最高的十名员工是谁？"),
        ("最短的两条呢", "最长的六条输电线路叫什么？", "最短的两条输电线路叫什么？"),
        (
            "And on average?",
            "What is the total cost of maintenance orders?",
            "What is the average cost of maintenance orders?",
        ),
        ("sort by population", "Show the regions.", "Show the regions, sorted by population."),
        ("按人口排序", "列出所有区域", "列出所有区域，按人口排序。"),
        ("by cause instead", "How many outages did each region have?", "How many outages did each cause have?"),
        ("按月统计", "2024年停电多少次？", "2024年各月停电多少次？"),
    ],
)  # fmt: skip
def test_ranks_figures_orders_and_groups_change(
    demo: ReadOnlyDatabase, fragment: str, before: str, expected: str
) -> None:
    _assert_asks(demo, resolve_followup(fragment, before, demo), expected)


@pytest.mark.parametrize(
    ("fragment", "before", "expected"),
    [
        (
            "only the industrial ones",
            "How many customers are in Westhill?",
            "How many industrial customers are in Westhill?",
        ),
        ("just those in Westhill", "List the 110 kV substations.", "List the 110 kV substations in Westhill?"),
        ("只看工业的", "西岗区有多少客户？", "西岗区有多少工业的客户？"),
        ("只要2010年以后建的", "西岗区有哪些变电站？", "西岗区有哪些2010年以后建的变电站？"),
        (
            "How many of them are in Westhill?",
            "How many customers are industrial?",
            "How many industrial customers are in Westhill?",
        ),
        (
            "How many of those lasted over 200 minutes?",
            "How many outages were there in 2023?",
            "How many outages lasted over 200 minutes in 2023?",
        ),
        ("其中西岗区有多少次？", "2023年停电多少次？", "2023年停电西岗区有多少次？"),
        ("and the total length?", "How many 110 kV lines are there?", "What is the total length of 110 kV lines?"),
        ("总费用呢？", "2023年有多少张检修工单？", "2023年检修工单的总费用是多少？"),
    ],
)  # fmt: skip
def test_conditions_are_added_and_carried(demo: ReadOnlyDatabase, fragment: str, before: str, expected: str) -> None:
    _assert_asks(demo, resolve_followup(fragment, before, demo), expected)


@pytest.mark.parametrize(
    ("fragment", "before", "answer", "expected"),
    [
        ("What is its capacity?", "Which plant is the oldest?", "Plant name in English: Cloud Lake Hydro Station.",
         "What is the capacity of the power plants with the lowest commissioned year?"),
        ("How many customers live there?", "Which region has the largest area?", "Region name in English: North Ridge.",
         "How many customers live in North Ridge?"),
        ("它在哪个区域？", "最老的电厂是哪座？", "电厂中文名：云湖水电站。", "云湖水电站在哪个区域？"),
        ("装机容量呢？", "最老的电厂是哪座？", "电厂中文名：云湖水电站。", "投产年份最低的电厂的装机容量是什么？"),
        # an answer that names nothing: the question's own subject
        (
            "When was it built?",
            "What is the shortest transmission line?",
            "",
            "When was the shortest transmission line built?",
        ),
        ("它有多长？", "最短的输电线路是哪条？", "", "最短的输电线路有多长？"),
    ],
)  # fmt: skip
def test_it_and_there_are_what_the_answer_names(
    demo: ReadOnlyDatabase, fragment: str, before: str, answer: str, expected: str
) -> None:
    _assert_asks(demo, resolve_followup(fragment, before, demo, previous_answer=answer), expected)


@pytest.mark.parametrize(
    "question",
    [
        "How many customers are industrial?",
        "How many power plants are there?",
        "Which regions have more than 500000 inhabitants?",
        "财务部有多少名员工？",
        "一共有多少座电厂？",
    ],
)
def test_a_whole_question_stands_alone(demo: ReadOnlyDatabase, question: str) -> None:
    assert resolve_followup(question, "How many outages did lightning cause in Westhill in 2023?", demo) == question


def test_without_a_question_before_nothing_is_resolved() -> None:
    assert resolve_followup("And in 2024?", "") == "And in 2024?"


def test_what_has_no_like_is_added() -> None:
    assert (
        resolve_followup("in Riverside", "How many substations are there?")
        == "How many substations are there in Riverside?"
    )


_WORDS = st.lists(
    st.sampled_from(
        "and only the 220 kV ones in Westhill 2024 May top 3 it there of those sort by length coal 那 只看 按 前 "
        "最高的 其中 它 工业 2023年 5月 呢 不是 ？ ? , . ( [ \\ % \u0000 \U0001f600".split(" ")
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(_WORDS, _WORDS, st.text(max_size=40))
def test_any_words_give_a_question_and_no_error(
    demo: ReadOnlyDatabase, fragment: list[str], before: list[str], answer: str
) -> None:
    for glue in (" ", ""):
        asked, previous = glue.join(fragment), glue.join(before)
        for database in (demo, None):
            resolved = resolve_followup(asked, previous, database, previous_answer=answer)
            assert len(resolved) <= len(asked) + len(previous) + len(answer) + 60
