import pytest

from chains.sql import resolve_followup
from tools.databases import ReadOnlyDatabase


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


def test_a_value_takes_the_place_of_one_of_its_column(demo: ReadOnlyDatabase) -> None:
    assert resolve_followup("And hydro?", "How many power plants use coal?", demo) == "How many power plants use hydro?"
    assert resolve_followup("财务部呢？", "调度控制中心有多少名员工？", demo) == "财务部有多少名员工？"


def test_a_whole_question_stands_alone() -> None:
    question = "How many customers are industrial?"
    assert resolve_followup(question, "How many outages were there in 2023?") == question
    assert resolve_followup("And in 2024?", "") == "And in 2024?"


def test_what_has_no_like_is_added() -> None:
    assert (
        resolve_followup("in Riverside", "How many substations are there?")
        == "How many substations are there in Riverside?"
    )
