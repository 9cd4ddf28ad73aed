"""The bundled chat model itself."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from llm.catalog import load_catalog
from llm.pool import LoadedModel, ModelPool

MODEL = "smollm2-135m-instruct"


@pytest.fixture(scope="module")
def model(bundled_weights: Path) -> Iterator[LoadedModel]:
    pool = ModelPool(load_catalog(), bundled_weights, default=MODEL)
    yield pool.get()
    pool.close()


def test_it_knows_the_capital_of_france_and_ends_by_itself(model: LoadedModel) -> None:
    answer = model.chat.invoke("What is the capital of France?", temperature=0)
    assert "Paris" in answer.text
    assert answer.response_metadata["finish_reason"] == "stop"


async def test_eight_at_once_begin_as_they_do_alone(model: LoadedModel) -> None:
    chat = model.chat.bind(temperature=0, max_tokens=12)
    questions = [f"Write a story about {thing}." for thing in "rivers bridges winters violins".split()] * 2
    alone = [(await chat.ainvoke(question)).text for question in questions[:4]]
    together = [message.text for message in await asyncio.gather(*(chat.ainvoke(q) for q in questions))]
    assert [text[:20] for text in together] == [text[:20] for text in alone * 2]


def test_the_template_and_the_tokenizer_survived_the_conversion(model: LoadedModel) -> None:
    assert model.local is not None
    tokenization = model.local.engine.tokenization
    rendered = tokenization.render_chat([{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}])
    assert rendered == (
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
    )
    assert tokenization.encode("<|im_start|>") == [1]
    assert model.local.engine.context_length == 8192


def test_it_finds_a_question_likelier_after_its_own_query(model: LoadedModel) -> None:
    assert model.local is not None
    queries = ["SELECT COUNT(*) FROM bridge", "SELECT AVG(length) FROM bridge", "SELECT MAX(height) FROM tower"]
    questions = ["How many bridges are there?", "How long is a bridge on average?", "How high is the tallest tower?"]
    for asked, question in enumerate(questions):
        pairs = [(f"SQL: {query}\nQuestion:", f" {question}\n") for query in queries]
        found = [likelihood.log_probability for likelihood in model.local.scorer.score("", pairs)]
        assert found.index(max(found)) == asked
