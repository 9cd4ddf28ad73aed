"""A close call settled by likelihoods: a stand-in for the model says how likely it finds each text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from chains.prompts import prompt
from chains.route import RouteDecision
from chains.route.likelihood import settled

CLOSE = RouteDecision("clarify", 0.46, "both fit", (("knowledge", 0.46), ("database", 0.44)))
QUESTION = "How many lines were inspected?"


@dataclass(frozen=True)
class Told:
    log_probability: float


class Model:
    """Finds a text as likely as `known` says, by words that it holds; all others at -30."""

    def __init__(self, known: dict[tuple[str, str], float], most: int | None = None) -> None:
        self._known = known
        self._most = most

    def __call__(
        self,
        shared: str,
        pairs: Sequence[tuple[str, str]],
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> list[Told]:
        return [Told(self._of(shared + context, text)) for context, text in pairs][: self._most]

    def _of(self, context: str, text: str) -> float:
        return next((p for (said, word), p in self._known.items() if said in context and word in text), -30.0)


def test_what_the_question_makes_likelier_is_taken() -> None:
    decision = settled(QUESTION, CLOSE, "en", Model({("inspected", "query"): -25.0}))
    assert decision.name == "database"
    assert decision.confidence > 0.85
    assert decision.confidence + decision.alternatives[0][1] == pytest.approx(0.9, abs=1e-3)
    assert "Database" in decision.reason


def test_a_description_that_is_likely_after_anything_counts_for_nothing() -> None:
    decision = settled(QUESTION, CLOSE, "en", Model({("", "query"): -5.0}))
    assert (decision.name, [road for road, _ in decision.alternatives]) == ("clarify", ["knowledge", "database"])


def test_a_model_that_is_late_settles_nothing() -> None:
    assert settled(QUESTION, CLOSE, "en", Model({("inspected", "query"): -25.0}, most=3)) == CLOSE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_road_has_a_description(language: str) -> None:
    assert len({prompt(f"likely_{road}", language) for road in ("chat", "knowledge", "database")}) == 3
