"""Fusing evidence: with a neutral classifier, so that each kind of evidence is seen alone."""

from __future__ import annotations

import numpy as np
import pytest

from chains.route import Corrections, RouteClassifier, RouteEvidence, Router
from chains.route.router import forced
from tests.chains.passages import bag_of_characters

NEUTRAL = RouteClassifier(np.zeros((3, 26), dtype=np.float32), np.zeros(3, dtype=np.float32))
Q = "How many lines were inspected?"


def decide(evidence: RouteEvidence, corrections: Corrections | None = None, language: str = "en"):  # type: ignore[no-untyped-def]
    return Router(NEUTRAL, bag_of_characters, corrections).decide(Q, evidence, language)


def test_the_source_that_matches_best_is_asked() -> None:
    assert decide(RouteEvidence(knowledge=0.9, schema=0.2, database="d")).name == "knowledge"
    assert decide(RouteEvidence(knowledge=0.2, schema=0.95, database="d")).name == "database"
    assert decide(RouteEvidence(knowledge=0.05, schema=0.05, database="d")).name == "chat"


def test_more_evidence_for_a_road_never_lowers_its_probability() -> None:
    decisions = [decide(RouteEvidence(knowledge=0.1, schema=step / 20, database="d")) for step in range(21)]
    # a question back names two roads only
    whole = [{d.name: d.confidence} | dict(d.alternatives) for d in decisions if d.name != "clarify"]
    chances = [ranked["database"] for ranked in whole]
    assert len(chances) > 15
    assert chances == sorted(chances)
    assert chances[-1] > chances[0]


def test_a_source_that_is_not_there_cannot_be_chosen() -> None:
    decision = decide(RouteEvidence())
    assert decision.name == "chat"
    assert decision.alternatives == ()
    without_database = decide(RouteEvidence(knowledge=0.4))
    assert "database" not in {without_database.name, *(road for road, _ in without_database.alternatives)}


def test_probabilities_add_up_and_the_reason_is_in_the_language_of_the_question() -> None:
    decision = decide(RouteEvidence(knowledge=0.9, schema=0.2, database="线路库"), language="zh")
    assert decision.confidence + sum(p for _, p in decision.alternatives) == pytest.approx(1, abs=1e-3)
    assert "段落" in decision.reason


def test_a_followup_stays_on_its_road_unless_the_evidence_is_strong() -> None:
    weak = RouteEvidence(knowledge=0.5, schema=0.4, database="d", previous="database")
    strong = RouteEvidence(knowledge=1.0, schema=0.0, database="d", previous="database")
    assert decide(weak).name == "database"
    assert decide(strong).name == "knowledge"


def test_a_close_call_asks_and_names_the_choices() -> None:
    close = next(
        decision
        for step in range(100)
        if (decision := decide(RouteEvidence(knowledge=step / 100, schema=0.9, database="d"))).name == "clarify"
    )
    assert [road for road, _ in close.alternatives][:2] in (["knowledge", "database"], ["database", "knowledge"])
    assert "Documents" in close.reason
    assert "Database" in close.reason


def test_a_users_correction_turns_the_decision_for_that_question() -> None:
    evidence = RouteEvidence(knowledge=0.7, schema=0.2, database="d")
    assert decide(evidence).name == "knowledge"
    assert decide(evidence, Corrections(bag_of_characters, [(Q, "database")])).name == "database"
    assert decide(evidence, Corrections(bag_of_characters, [("zzz", "database")])).name == "knowledge"


def test_a_forced_road_is_certain() -> None:
    decision = forced("chat", "zh")
    assert (decision.name, decision.confidence) == ("chat", 1.0)
    assert decision.as_dict()["alternatives"] == []
