"""The bundled model, told to be a larger one, takes the larger ones' way to SQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agents.dependencies import ChatModel
from chains.text2sql import answer_question, pipeline
from llm.pool import ModelPool
from server.demo.database import build
from server.models import Models, catalog_of
from server.settings import Settings
from tools.databases import ReadOnlyDatabase
from tools.limits import QueryLimits


@pytest.fixture
async def forced(bundled_weights: Path) -> AsyncIterator[ChatModel]:
    settings = Settings(force_tier="small", weights_dir=bundled_weights)
    models = Models(
        settings, catalog_of(settings), ModelPool(catalog_of(settings), bundled_weights, default=settings.model)
    )
    yield await models.load(None)
    models.close()


async def test_its_samples_are_held_to_a_grammar_and_run(
    forced: ChatModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "SAMPLES", 2)
    monkeypatch.setattr(pipeline, "_SAMPLING_SECONDS", 240.0)
    assert forced.tier == "small"
    assert forced.sample is not None
    drawn: list[str] = []
    sample = forced.sample

    def watched(*given: object, **options: object) -> list[str]:
        drawn.extend(sample(*given, **options, seed=1))  # type: ignore[arg-type]
        return list(drawn)

    build(tmp_path / "demo.db")
    database = ReadOnlyDatabase("demo", f"sqlite:///{tmp_path / 'demo.db'}", QueryLimits(seconds=120))
    answer = await answer_question("How many substations are there?", database, model=forced.chat, sample=watched)
    assert answer is not None
    for statement in drawn:
        database.query(statement)
    assert drawn
    assert answer.attempts == []
    database.close()
