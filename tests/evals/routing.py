"""Routing: does a question take the right road, with how much confidence, and how fast?

Context as the task defines it: the retrieval corpora are indexed as knowledge bases and the text-to-SQL databases are
connected. `answers_taken_out` asks the questions of the corpora again with the corpus that answers them left out.
The router's weights are fitted on material of our own (`tests.fitting`) and on no row of these sets, so each figure is
one of sources left out. `out_of_scope.toml` beside this file holds Chinese lines of our own, kept from the exemplars.
"""

from __future__ import annotations

import random
import time
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from chains.route import RouteEvidence
from chains.route.classifier import ROADS
from chains.text2sql import schema_match
from knowledge import Passage
from knowledge.language import language_of
from server.services import Services
from tests.evals.house import open_house, rows

BASES = ("xquad_en", "xquad_zh", "cmrc2018")
HELD_OUT = Path(__file__).with_name("out_of_scope.toml")


def evaluate(data: Path, limit: int | None = None) -> dict[str, Any]:
    questions = [row for name in ("en", "zh") for row in rows(data / "routing" / f"{name}.jsonl")]
    random.Random(0).shuffle(questions)
    questions = questions[:limit]
    beyond = {"en": [row["text"] for row in rows(data / "routing" / "out_of_scope_en.jsonl")]}
    beyond |= tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))
    with open_house(data, bases=BASES, databases=True) as house:
        services = house.services
        _decide(services, "hello")
        decided = [_decide(services, row["text"]) for row in questions]
        outside = {language: [_decide(services, text) for text in texts[:limit]] for language, texts in beyond.items()}
        bereft = [row for row in questions if row["source"] in BASES]
        lost = [_decide(services, row["text"], _others(row["source"])) for row in bereft]
    truth = [row["label"] for row in questions]
    said = [d["name"] for d in decided]
    return _scores(truth, said) | {
        "by_language": _by(questions, truth, said, "lang"),
        "by_source": _by(questions, truth, said, "source"),
        "clarify_share": round(said.count("clarify") / len(said), 4),
        "ece": _calibration_error(
            [d["confidence"] for d in decided], [t == s for t, s in zip(truth, said, strict=True)]
        ),
        "p50_ms": round(float(np.percentile([d["ms"] for d in decided], 50)), 1),
        "p95_ms": round(float(np.percentile([d["ms"] for d in decided], 95)), 1),
        "p50_beyond_search_ms": round(float(np.percentile([d["own_ms"] for d in decided], 50)), 1),
        "answers_taken_out": _by(bereft, [row["label"] for row in bereft], [d["name"] for d in lost], "lang"),
        "out_of_scope_to_database": {
            language: {"n": len(told), "share": round(sum(d["name"] == "database" for d in told) / len(told), 4)}
            for language, told in outside.items()
        },
    }


def evidence_for(services: Services, question: str, passages: Sequence[Passage]) -> RouteEvidence:
    """What the agent's fork gathers for a question, synchronously."""
    matches = {
        name: schema_match(question, database, services.embed) for name, database in services.databases.all().items()
    }
    best = max(matches, key=lambda name: matches[name], default=None)
    return RouteEvidence(
        knowledge=max((p.score for p in passages), default=0.0) if services.knowledge.list() else None,
        schema=matches[best] if best else None,
        database=best,
    )


def _others(source: str) -> list[str]:
    """The corpora that do not answer the questions of `source`; XQuAD's two hold the same texts."""
    return [base for base in BASES if base.split("_")[0] != source.split("_")[0]]


def _decide(services: Services, question: str, bases: Sequence[str] | None = None) -> dict[str, Any]:
    started = time.perf_counter()
    passages = services.knowledge.search(question, bases, 6)
    services.embed([question])
    found = time.perf_counter()
    decision = services.router.decide(question, evidence_for(services, question, passages), language_of(question))
    done = time.perf_counter()
    return {
        "name": decision.name,
        "confidence": decision.confidence,
        "ms": (done - started) * 1000,
        "own_ms": (done - found) * 1000,
    }


def _scores(truth: Sequence[str], said: Sequence[str]) -> dict[str, Any]:
    f1 = []
    for road in ROADS:
        hit = sum(t == s == road for t, s in zip(truth, said, strict=True))
        wanted, given = truth.count(road), said.count(road)
        if wanted:
            f1.append(2 * hit / (wanted + given) if wanted + given else 0.0)
    right = sum(t == s for t, s in zip(truth, said, strict=True))
    return {"n": len(truth), "accuracy": round(right / len(truth), 4), "macro_f1": round(float(np.mean(f1)), 4)}


def _by(
    questions: Sequence[dict[str, Any]], truth: Sequence[str], said: Sequence[str], key: str
) -> dict[str, dict[str, Any]]:
    groups: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row, t, s in zip(questions, truth, said, strict=True):
        groups[row[key]][0].append(t)
        groups[row[key]][1].append(s)
    return {name: _scores(*pair) for name, pair in sorted(groups.items())}


def _calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Guo et al., 2017)."""
    p, ok = np.asarray(confidence), np.asarray(right, dtype=float)
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        abs(p[which == b].mean() - ok[which == b].mean()) * (which == b).mean()
        for b in range(bins)
        if (which == b).any()
    ]
    return round(float(np.sum(gaps)), 4)
