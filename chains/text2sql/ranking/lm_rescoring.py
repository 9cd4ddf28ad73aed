"""Lets a language model too small to write SQL speak for and against candidates:

by how likely it finds the question after the query, and the query after the question. The weights, the number of
candidates and the probability from which the first one needs no second opinion were chosen on training questions of
Spider that the ranker had not learned from, with SmolLM2-135M.
"""

import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from chains.text2sql.ranking.constants import (
    QUESTION_AFTER_SQL,
    RESCORED,
    RESCORED_CHARACTERS,
    RESCORING_SECONDS,
    SQL_AFTER_QUESTION,
    SURE_PROBABILITY,
)
from chains.text2sql.ranking.rank import Candidate


class Likelihood(Protocol):
    """The natural logarithm of a text's probability."""

    @property
    def log_probability(self) -> float: ...


class Score(Protocol):
    """log P(continuation | shared, context) of each (context, continuation); of the first ones when time runs out."""

    def __call__(
        self,
        shared: str,
        pairs: Sequence[tuple[str, str]],
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> Sequence[Likelihood]: ...


def rescore(ranked: Sequence[Candidate], question: str, language: str, score: Score) -> list[Candidate]:
    """Return `ranked` (best first) with the likeliest six weighed anew, best first.

    They are left as they are when the first stands out, when the language has no examples to compare with, when the
    text is long, and when the model is not done in time. What the six had of probability together they keep.
    """
    shots = _shots(language)
    if not shots or len(ranked) < 2 or ranked[0].probability >= SURE_PROBABILITY:
        return list(ranked)
    queries = [" ".join(c.sql.replace('"', "").replace("`", "").split()) for c in ranked[:RESCORED]]
    if len(question) + max(map(len, queries)) > RESCORED_CHARACTERS:
        return list(ranked)
    until = time.monotonic() + RESCORING_SECONDS
    asked = score(
        "".join(f"SQL: {sql}\nQuestion: {text}\n\n" for text, sql in shots),
        [(f"SQL: {query}\nQuestion:", f" {question}\n") for query in queries],
        seconds=RESCORING_SECONDS,
    )
    written = score(
        "".join(f"Question: {text}\nSQL: {sql}\n\n" for text, sql in shots),
        [(f"Question: {question}\nSQL:", f" {query}\n") for query in queries[: len(asked)]],
        seconds=max(0.0, until - time.monotonic()),
    )
    opinions = np.asarray([QUESTION_AFTER_SQL * likelihood.log_probability for likelihood in asked])
    if len(written) == len(asked):
        opinions += [SQL_AFTER_QUESTION * likelihood.log_probability for likelihood in written]
    return _weighed(ranked, opinions) if len(opinions) > 1 else list(ranked)


def _weighed(ranked: Sequence[Candidate], opinions: np.ndarray) -> list[Candidate]:
    heard, rest = ranked[: len(opinions)], ranked[len(opinions) :]
    before = np.asarray([c.score for c in heard])
    after = before + opinions
    # the same sum of exponentials as before, so that scores still compare with those of the rest
    after += np.logaddexp.reduce(before) - np.logaddexp.reduce(after)
    mass = sum(c.probability for c in heard)
    shares = mass * np.exp(after - np.logaddexp.reduce(after))
    anew = [replace(c, score=float(s), probability=float(p)) for c, s, p in zip(heard, after, shares, strict=True)]
    return sorted([*anew, *rest], key=lambda c: -c.score)


@cache
def _shots(language: str) -> list[tuple[str, str]]:
    texts = tomllib.loads(files("chains.prompts").joinpath("sql_likelihood.toml").read_text(encoding="utf-8"))
    return [(pair["question"], pair["sql"]) for pair in texts.get(language, {}).get("pairs", [])]
