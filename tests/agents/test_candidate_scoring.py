"""The database road lets a small model compare candidates in the languages that it speaks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chains.text2sql.ranking import lm_rescoring
from chains.text2sql.ranking.lm_rescoring import Likelihood
from tests.agents.conftest import Stage, scripted


@pytest.mark.parametrize(("languages", "asked"), [(("en",), True), (("zh",), False)])
async def test_a_model_is_asked_in_its_languages_only(
    stage: Stage, languages: tuple[str, ...], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lm_rescoring, "SURE_PROBABILITY", 2.0)  # however sure the ranker is
    calls: list[str] = []

    def score(shared: str, pairs: Sequence[tuple[str, str]], **_: Any) -> list[Likelihood]:
        calls.append(shared)
        return []

    model = replace(scripted("x", languages=languages), score=score)
    question = "Which region has the most annoying outages and customers?"  # "annoying" has no place in the query
    output = await stage.with_model(model).ask(question, route="database")
    assert output["sql"]["rows"]
    assert bool(calls) == asked
