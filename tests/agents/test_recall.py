"""What a question leans on, in whole turns of the real graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.documents import Document

from agents.assistant import Assistant
from agents.graph import build_graph
from agents.recall import LONGEST_CARRIED, subject_of
from agents.state import Turn
from tests.agents.conftest import Stage, scripted
from tests.chains.passages import passage


def _turn(question: str, road: Any = "database") -> Turn:
    return Turn(question=question, standalone=question, answer="", road=road, database=None, sql=None)


def test_thanks_and_greetings_are_nothing_to_lean_on() -> None:
    asked = _turn("How many outages were there in 2023?")
    assert subject_of([]) is None
    assert subject_of([_turn("Hello!", "chat")]) is None
    assert subject_of([asked, _turn("Thanks, that helps!", "chat"), _turn("谢谢", "chat")]) is asked


async def test_a_followup_reaches_over_thanks_to_the_question_before(stage: Stage) -> None:
    await stage.ask("How many outages were there in 2023?", route="database")
    thanks = await stage.ask("Thanks!", route="chat")
    assert thanks["sql"] is None
    followed = await stage.ask("and in 2024?")
    assert (followed["route"]["name"], followed["sql"]["rows"]) == ("database", [[1]])


async def test_filters_of_several_turns_are_carried_and_a_new_question_inherits_none(stage: Stage) -> None:
    await stage.ask("How many outages were there in 2023?", route="database")
    assert (await stage.ask("only the ones in the North region", route="database"))["sql"]["rows"] == [[1]]
    assert (await stage.ask("and in the South region?", route="database"))["sql"]["rows"] == [[1]]
    assert (await stage.ask("How many outages are there?", route="database"))["sql"]["rows"] == [[3]]
    standalone = [turn["standalone"] for turn in await stage.assistant.memory("t")]
    assert standalone[-1] == "How many outages are there?"
    assert "South" in standalone[-2]
    assert "North" not in standalone[-2]


async def test_noise_between_turns_does_not_lose_the_subject(stage: Stage) -> None:
    await stage.ask("How many outages were there in 2023?", route="database")
    await stage.ask("asdf qwer", route="database")
    followed = await stage.ask("and in 2024?", route="database")
    assert (followed["route"]["name"], followed["sql"]["rows"]) == ("database", [[1]])


async def test_a_fragment_that_no_word_ties_to_the_answer_of_a_database_follows_it_up(stage: Stage) -> None:
    await stage.ask("How many outages were there in 2023?", route="database")
    assert (await stage.ask("except the North", route="database"))["sql"]["rows"] == [[1]]
    assert (await stage.ask("by year", route="database"))["sql"]["rows"] == [[2023, 1]]
    standalone = (await stage.assistant.memory("t"))[-1]["standalone"]
    assert standalone.endswith("?")
    assert "North" in standalone
    assert "2023" in standalone


async def test_conditions_do_not_pile_up_for_ever(stage: Stage) -> None:
    await stage.ask("How many outages are there?", route="database")
    for letter in "abcdefghijklmnopqrst":
        await stage.ask(f"only those with mark {letter * 12}", route="database")
        standalone = (await stage.assistant.memory("t"))[-1]["standalone"]
        assert letter * 12 in standalone
        assert len(standalone) < LONGEST_CARRIED + 60


def _counting(stage: Stage, scores: dict[str, float]) -> tuple[Stage, list[str]]:
    """The stage with a retriever that notes what it is asked and scores what it knows."""
    searched: list[str] = []

    async def retrieve(query: str, _bases: Sequence[str] | None, k: int) -> list[Document]:
        searched.append(query)
        best = max((score for word, score in scores.items() if word in query), default=0.1)
        return [passage("Reports are kept for ten years in the archive of the region.", score=best)]

    dependencies = replace(stage.dependencies, retrieve=retrieve)
    assistant = Assistant(build_graph(dependencies, stage.saver), stage.saver, dependencies)
    return replace(stage, dependencies=dependencies, assistant=assistant), searched


async def test_a_document_question_that_stands_alone_is_searched_for_once(stage: Stage) -> None:
    stage.passages.append(passage("."))
    counting, searched = _counting(stage, {"reports": 0.9, "archive": 0.9})
    await counting.ask("How long are reports kept?", route="knowledge")
    searched.clear()
    await counting.ask("Which archive has them in the region of the north?", route="knowledge", thread="other")
    await counting.ask("Who runs an archive?", route="knowledge")
    assert searched == ["Which archive has them in the region of the north?", "Who runs an archive?"]


async def test_a_short_question_that_finds_nothing_alone_gets_the_words_of_the_one_before(stage: Stage) -> None:
    stage.passages.append(passage("."))
    counting, searched = _counting(stage, {"reports": 0.9})
    await counting.ask("How long are reports kept?", route="knowledge")
    await counting.ask("Must one apply first?", route="knowledge")
    standalone = (await counting.assistant.memory("t"))[-1]["standalone"]
    assert standalone.startswith("Must one apply first?")
    assert "reports" in standalone
    assert searched[-1] == standalone


@pytest.mark.parametrize("road", ["database", "chat"])
async def test_a_forced_road_other_than_documents_searches_none(stage: Stage, road: str) -> None:
    stage.passages.append(passage("."))
    counting, searched = _counting(stage, {"reports": 0.9})
    await counting.ask("How long are reports kept?", route="knowledge")
    searched.clear()
    await counting.ask("How many outages are there?", route=road)
    assert searched == []


async def test_a_larger_model_is_only_asked_to_condense_what_leans(stage: Stage) -> None:
    writer = stage.with_model(scripted("How many outages were there in 2024?", tier="small"))
    await writer.ask("Hello", route="chat")
    assert (await writer.assistant.memory("t"))[-1]["standalone"] == "Hello"
    await writer.ask("How many outages were there in 2023?", route="chat")
    await writer.ask("and in 2024?", route="chat")
    assert (await writer.assistant.memory("t"))[-1]["standalone"] == "How many outages were there in 2024?"


async def test_a_correction_replaces_what_it_takes_back(stage: Stage) -> None:
    await stage.ask("How many outages were there in 2023?")
    output = await stage.ask("not 2023, 2024")
    assert (output["route"]["name"], output["sql"]["rows"]) == ("database", [[1]])


def _library(stage: Stage, found: dict[str, tuple[float, str]]) -> Stage:
    """The stage with a retriever that finds, of the words in `found`, the passage of the highest score."""

    async def retrieve(query: str, _bases: Sequence[str] | None, _k: int) -> list[Document]:
        scores = [entry for word, entry in found.items() if word in query]
        return [passage(text, name=f"{text}.md", score=score) for score, text in sorted(scores, reverse=True)]

    stage.passages.append(passage("."))
    return stage.changed(retrieve=retrieve)


async def test_words_that_only_find_the_passage_are_not_read_for(stage: Stage) -> None:
    """The topic of the question before points at that one's answer, in the same passage."""
    text = "Gloves are tested every six months. Boots are worn in rain."
    library = _library(stage, {"gloves": (0.9, text), "boots": (0.4, text)})
    await library.ask("How often are gloves tested?", route="knowledge")
    output = await library.ask("When are boots worn?", route="knowledge")
    assert output["citations"][0]["quote"] == "Boots are worn in rain."
    assert "gloves" in (await library.assistant.memory("t"))[-1]["standalone"]


async def test_a_question_with_a_passage_of_its_own_leans_on_nothing(stage: Stage) -> None:
    library = _library(stage, {"gloves": (0.9, "Gloves are tested twice a year."), "meter": (0.4, "A meter is free.")})
    await library.ask("How often are gloves tested?", route="knowledge")
    await library.ask("Is a meter free?", route="knowledge")
    assert (await library.assistant.memory("t"))[-1]["standalone"] == "Is a meter free?"
