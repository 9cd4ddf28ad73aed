"""Questions that ask the documents one thing and a database another, over the real graph."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from langchain_core.documents import Document

from agents.schema import AgentOutput
from chains.prompts import prompt
from chains.route import Corrections, Router
from chains.route.classifier import train
from tests.agents.conftest import Stage, request
from tests.chains.passages import one_for_each_word, passage

PASSAGE = passage("A crew must reach a fallen line within 45 minutes.", score=0.95)
FIGURES, RULE = "How many outages were there in 2023", "how fast must a crew reach a fallen line"
WORDING = [
    ("how many were there", "database"),
    ("how many are in the list", "database"),
    ("how many in 2020", "database"),
    ("how fast must it be", "knowledge"),
    ("what must the crew do", "knowledge"),
    ("how long must they wait", "knowledge"),
    ("hello to you", "chat"),
    ("tell me a joke", "chat"),
    ("you are nice", "chat"),
]


@pytest.fixture
def house(stage: Stage) -> Stage:
    """A stage whose passage is about crews, and whose router knows the wording of both kinds of question."""

    async def retrieve(query: str, _bases: Sequence[str] | None, _k: int) -> list[Document]:
        return [PASSAGE] if "crew" in query else []

    async def has_knowledge(_bases: Sequence[str] | None) -> bool:
        return True

    texts, roads = zip(*WORDING, strict=True)
    router = Router(train(texts, roads, one_for_each_word), one_for_each_word)
    return stage.changed(retrieve=retrieve, has_knowledge=has_knowledge, router=router)


@pytest.mark.parametrize("question", [f"{FIGURES}, and {RULE}?", f"{RULE.capitalize()}? And {FIGURES.lower()}?"])
async def test_one_answer_holds_rows_and_quotes_in_the_order_asked(house: Stage, question: str) -> None:
    output = AgentOutput.model_validate(await house.ask(question))
    assert output.route.name == "both"
    assert output.sql is not None
    assert output.sql.rows == [[2]]
    assert [citation.quote for citation in output.citations] == [PASSAGE.page_content]
    figures, rule = output.answer.index("2"), output.answer.index("45 minutes")
    assert (figures < rule) == question.startswith(FIGURES)
    assert FIGURES.lower() in output.route.reason.lower()


async def test_both_roads_are_walked_at_the_same_time(house: Stage) -> None:
    reading, asking = threading.Event(), asyncio.Event()

    def judge(_language: str) -> None:
        reading.set()
        # the other road is under way while this one waits in its thread
        asyncio.run_coroutine_threadsafe(asking.wait(), loop).result(timeout=60)

    async def solved_examples(_database: str) -> Sequence[object]:
        asking.set()
        assert await asyncio.to_thread(reading.wait, 60)
        return ()

    loop = asyncio.get_running_loop()
    both = house.changed(judge=judge, solved_examples=solved_examples)
    output = await asyncio.wait_for(both.ask(f"{FIGURES}, and {RULE}?"), 120)
    assert output["route"]["name"] == "both"
    assert output["sql"]["rows"] == [[2]]


async def test_two_questions_for_one_source_are_left_together(house: Stage) -> None:
    output = await house.ask("How many outages were there in 2023, and how many outages were there in 2024?")
    assert output["route"]["name"] == "database"


async def test_a_chosen_road_is_not_taken_apart(house: Stage) -> None:
    output = await house.ask(f"{FIGURES}, and {RULE}?", route="knowledge")
    assert output["route"]["name"] == "knowledge"
    assert output["sql"] is None


async def test_a_followup_takes_up_the_figures(house: Stage) -> None:
    await house.ask(f"{FIGURES}, and {RULE}?")
    output = await house.ask("and in 2024?")
    assert (output["route"]["name"], output["sql"]["rows"]) == ("database", [[1]])


async def test_a_followup_takes_up_the_documents(house: Stage) -> None:
    await house.ask(f"{FIGURES}, and {RULE}?")
    output = await house.ask("and on a holiday?")
    assert (output["route"]["name"], output["sql"]) == ("knowledge", None)
    assert [citation["quote"] for citation in output["citations"]] == [PASSAGE.page_content]


async def test_a_question_for_the_database_is_no_followup_to_the_documents(house: Stage) -> None:
    """Joined with the question before, any question finds that one's passage."""
    await house.ask(f"{RULE.capitalize()}?", route="knowledge")
    output = await house.ask("How many outages were there in 2024?")
    assert (output["route"]["name"], output["sql"]["rows"]) == ("database", [[1]])


async def test_a_reader_who_leaves_stops_both_roads(house: Stage) -> None:
    stopped: list[str] = []
    asking = asyncio.Event()

    def judge(_language: str) -> None:
        # no word of this road before the other one is under way
        asyncio.run_coroutine_threadsafe(asking.wait(), loop).result(timeout=60)

    async def solved_examples(_database: str) -> Sequence[object]:
        asking.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            stopped.append("database")
            raise
        return ()

    loop = asyncio.get_running_loop()
    both = house.changed(judge=judge, solved_examples=solved_examples)
    stream = both.assistant.stream(request(f"{RULE.capitalize()}? And {FIGURES.lower()}?"), {})
    async for part in stream:
        if "45 minutes" in part.get("answer", ""):
            break
    await stream.aclose()
    await both.assistant.stop()
    assert stopped == ["database"]
    assert len(both.transcript.interrupted) == 1


async def test_a_part_that_fails_leaves_the_other_answer_standing(house: Stage) -> None:
    def judge(_language: str) -> None:
        raise RuntimeError("no reader today")

    output = await house.changed(judge=judge).ask(f"{FIGURES}, and {RULE}?")
    assert output["sql"]["rows"] == [[2]]
    assert prompt("part_failed", "en") in output["answer"]
    assert "no reader today" not in output["answer"]


async def test_when_every_part_fails_so_does_the_turn(house: Stage) -> None:
    def judge(_language: str) -> None:
        raise RuntimeError("no reader today")

    async def solved_examples(_database: str) -> Sequence[object]:
        raise RuntimeError("no examples today")

    with pytest.raises(RuntimeError):
        await house.changed(judge=judge, solved_examples=solved_examples).ask(f"{FIGURES}, and {RULE}?")


async def test_a_question_that_a_user_put_on_one_road_is_not_taken_apart(house: Stage) -> None:
    question = f"{FIGURES}, and {RULE}?"
    texts, roads = zip(*WORDING, strict=True)
    classifier = train(texts, roads, one_for_each_word)
    corrected = Router(classifier, one_for_each_word, Corrections(one_for_each_word, [(question, "database")]))
    output = await house.changed(router=corrected).ask(question)
    assert output["route"]["name"] == "database"
