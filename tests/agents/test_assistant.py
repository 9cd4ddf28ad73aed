from __future__ import annotations

import asyncio

import pytest

from agents.schema import AgentOutput
from tests.agents.conftest import Stage, request, scripted
from tests.chains.passages import passage

PASSAGE = passage("A crew must reach a fallen line within 45 minutes.", score=0.95)


async def test_each_road_gives_a_whole_output_of_the_contract(stage: Stage) -> None:
    stage.passages.append(PASSAGE)
    chat = AgentOutput.model_validate(await stage.ask("What is the capital of France?", route="chat"))
    knowledge = AgentOutput.model_validate(await stage.ask("How fast must a crew reach a line?", route="knowledge"))
    database = AgentOutput.model_validate(await stage.ask("How many outages are there?", route="database"))
    assert "Paris" in chat.answer
    assert knowledge.citations[0].quote == PASSAGE.page_content
    assert database.sql is not None
    assert database.sql.rows == [[3]]
    assert [o.route.name for o in (chat, knowledge, database)] == ["chat", "knowledge", "database"]


async def test_the_router_follows_the_source_that_matches(stage: Stage) -> None:
    assert (await stage.ask("How many outages in the North region?"))["route"]["name"] == "database"
    stage.databases.clear()
    stage.passages.append(PASSAGE)
    assert (await stage.ask("How fast must a crew reach a fallen line?"))["route"]["name"] == "knowledge"
    stage.passages.clear()
    assert (await stage.ask("Hello!"))["route"]["name"] == "chat"


async def test_without_a_good_passage_the_knowledge_road_says_so(stage: Stage) -> None:
    stage.passages.append(passage("Bananas are yellow.", score=0.05))
    output = await stage.ask("How fast must a crew reach a line?", route="knowledge")
    assert output["citations"] == []
    assert "found nothing" in output["answer"]


async def test_a_followup_is_condensed_with_the_threads_memory_and_other_threads_know_nothing(stage: Stage) -> None:
    first = await stage.ask("How many outages were there in 2023?", route="database")
    assert first["sql"]["rows"] == [[2]]
    second = await stage.ask("and in 2024?")
    assert (second["route"]["name"], second["sql"]["rows"]) == ("database", [[1]])
    elsewhere = await stage.ask("and in 2024?", thread="other", route="chat")
    assert elsewhere["sql"] is None


async def test_memory_outlives_the_process_and_keeps_a_window(stage: Stage) -> None:
    for _ in range(5):
        await stage.ask("Hello", route="chat")
    fresh = stage.with_model(scripted("hi"))
    state = await fresh.assistant.memory("t")
    assert len(state) == stage.dependencies.memory_turns


async def test_what_lives_for_one_turn_is_not_written_to_disk(stage: Stage) -> None:
    stage.passages.append(passage("Unrepeatable passage text. " * 3, score=0.9))
    await stage.ask("What is unrepeatable?", route="knowledge")
    stored = b"".join(path.read_bytes() for path in stage.path.glob("checkpoints.db*"))
    assert stored.count(b"Unrepeatable passage text. Unrepeatable passage text.") == 0


async def test_a_reader_who_leaves_stops_the_turn_which_is_stored_as_interrupted(stage: Stage) -> None:
    stream = stage.assistant.stream(request("What is the capital of France?", route="chat"), {})
    async for part in stream:
        if part.get("answer"):
            break
    await stream.aclose()
    await stage.assistant.stop()
    assert stage.transcript.finished == {}
    [output] = stage.transcript.interrupted.values()
    assert 0 < len(output["answer"]) < len("The capital of France is Paris.")


async def test_turns_of_one_thread_wait_for_each_other(stage: Stage) -> None:
    await asyncio.gather(*(stage.ask(f"Hello {n}", route="chat") for n in range(3)))
    assert len(await stage.assistant.memory("t")) == 3
    assert len(stage.transcript.finished) == 3


async def test_a_language_the_model_lacks_is_declined_without_asking_it(stage: Stage) -> None:
    output = await stage.ask("你好，讲个笑话", route="chat")
    assert "a-larger-one" in output["answer"]
    assert output["usage"]["completion_tokens"] == 0


@pytest.mark.parametrize("tier", ["small", "large"])
async def test_in_higher_tiers_the_model_writes_and_the_code_checks(stage: Stage, tier: str) -> None:
    stage.passages.append(PASSAGE)
    reply = "A crew must reach a fallen line within 45 minutes. It brings coffee."
    writer = stage.with_model(scripted(reply, tier=tier))
    output = await writer.ask("How fast?", route="knowledge")
    assert output["answer"].startswith("A crew must reach a fallen line within 45 minutes. [1]")
    assert "coffee. (no source found)" in output["answer"]
    assert len(output["citations"]) == 1
