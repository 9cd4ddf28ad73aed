from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk

from chains.answer import AnswerPart, quote_answer, written_answer
from chains.prompts import prompt
from tests.chains.passages import bag_of_characters, passage

STORM = passage(
    "The storm plan has three levels. A crew must reach a fallen line within 45 minutes. "
    "Vehicles are washed on Fridays.",
    start=100,
    heading="Storm plan",
)
SHIFT = passage("Handover takes 15 minutes. The outgoing dispatcher signs the log.", name="shift.md")


class Scripted(FakeListChatModel):
    """Streams one scripted reply character by character."""

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async for chunk in super()._astream(*args, **kwargs):
            yield chunk
        last = AIMessageChunk("", usage_metadata={"input_tokens": 7, "output_tokens": 3, "total_tokens": 10})
        from langchain_core.outputs import ChatGenerationChunk

        yield ChatGenerationChunk(message=last)


def test_an_extractive_answer_quotes_the_sentence_that_answers_and_cites_it_verbatim() -> None:
    parts = quote_answer("How fast must a crew reach a fallen line?", [SHIFT, STORM], "en", bag_of_characters)
    first = parts[0]
    assert first.text == "A crew must reach a fallen line within 45 minutes. [1]"
    citation = first.citations[0]
    assert citation.document == "manual.md"
    assert STORM.page_content[citation.start - 100 : citation.end - 100] == citation.quote
    assert not any("washed" in part.text for part in parts)


def test_an_extractive_answer_without_sentences_says_that_nothing_was_found() -> None:
    assert quote_answer("?", [], "zh", bag_of_characters) == [AnswerPart(prompt("no_passages", "zh"))]


def test_list_marks_are_left_out_of_the_answer_but_stay_in_the_quote() -> None:
    document = passage("- **Isolate** the feeder first.\n- Then call dispatch.")
    part = quote_answer("What to isolate first?", [document], "en", bag_of_characters)[0]
    assert part.text.startswith("Isolate the feeder first.")
    citation = part.citations[0]
    assert document.page_content[citation.start : citation.end] == citation.quote


async def _written(reply: str, language: str = "en") -> list[AnswerPart]:
    model = Scripted(responses=[reply])
    stream = written_answer("How fast?", [STORM, SHIFT], language, bag_of_characters, model)
    return [part async for part in stream]


async def test_a_written_sentence_with_support_gets_the_quote_that_supports_it() -> None:
    parts = await _written("A crew must reach a fallen line within 45 minutes. Handover takes 15 minutes [7].")
    text = "".join(part.text for part in parts)
    assert text == "A crew must reach a fallen line within 45 minutes. [1] Handover takes 15 minutes. [2]"
    assert [c.quote for part in parts for c in part.citations] == [
        "A crew must reach a fallen line within 45 minutes.",
        "Handover takes 15 minutes.",
    ]
    assert parts[-1].usage == {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}


@pytest.mark.parametrize(
    "claim", ["Crews are paid double on Sundays.", "A crew must reach a fallen line within 5 minutes."]
)
async def test_a_written_sentence_without_support_or_with_a_wrong_number_is_marked(claim: str) -> None:
    parts = await _written(claim)
    assert "".join(part.text for part in parts) == f"{claim} {prompt('unsupported', 'en')}"
    assert not any(part.citations for part in parts)


async def test_a_model_that_finds_no_answer_says_so_without_a_mark() -> None:
    parts = await _written(prompt("not_found", "en"))
    assert "".join(part.text for part in parts) == prompt("not_found", "en")
