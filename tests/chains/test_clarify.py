from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.clarify import chosen_road, question_back
from chains.route import Road

BOTH: list[Road] = ["knowledge", "database"]


@pytest.mark.parametrize(
    ("reply", "road"),
    [
        ("documents", "knowledge"),
        ("The documents, please.", "knowledge"),
        ("look in the files", "knowledge"),
        ("文档", "knowledge"),
        ("查知识库吧", "knowledge"),
        ("database", "database"),
        ("the Database!", "database"),
        ("ask the tables", "database"),
        ("数据库", "database"),
        ("从数据里查", "database"),
        ("1", "knowledge"),
        ("the first one", "knowledge"),
        ("2.", "database"),
        ("第二个", "database"),
        ("后者", "database"),
        ("２", "database"),
        ("not the documents", "database"),
        ("不要文档", "database"),
        ("not the documents, the database", "database"),
        ("别查数据库，查文档", "knowledge"),
    ],
)
def test_a_short_reply_names_its_road(reply: str, road: Road) -> None:
    assert chosen_road(reply, BOTH) == road


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "hello",
        "3",
        "both",
        "documents or the database",
        "文档和数据库都查",
        "How many documents are there?",
        "数据库里有多少条记录？",
        "the database that was mentioned in the long meeting of last week",
    ],
)
def test_what_names_no_road_or_several_is_a_question_of_its_own(reply: str) -> None:
    assert chosen_road(reply, BOTH) is None


def test_only_roads_that_were_offered_can_be_chosen() -> None:
    assert chosen_road("the model", BOTH) is None
    assert chosen_road("the model", ["chat", "database"]) == "chat"
    assert chosen_road("documents", []) is None
    assert chosen_road("not the documents", ["chat", "knowledge", "database"]) is None


@given(st.text(max_size=60))
def test_any_reply_is_understood_or_left_alone(reply: str) -> None:
    assert chosen_road(reply, BOTH) in (None, *BOTH)


@pytest.mark.parametrize(("language", "documents"), [("en", "the documents"), ("zh", "文档")])
def test_the_question_back_names_every_choice_in_order(language: str, documents: str) -> None:
    asked = question_back(BOTH, "shop", language)
    assert asked.index(documents) < asked.index("shop")
    assert asked.rstrip()[-1] in "?？"
    assert "{" not in asked


@pytest.mark.parametrize(
    "reply",
    [
        "列出去年所有的停电记录",
        "把2023年的数据按月统计一下",
        "List all records of 2023",
        "文档里说了什么是变压器",
        "summarise the safety manual",
    ],
)
def test_a_new_question_that_happens_to_name_a_source_is_not_taken_for_a_choice(reply: str) -> None:
    assert chosen_road(reply, BOTH) is None
