"""Several statements for one question are run, and the result that most of them agree on wins."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chains.text2sql.decoding.constants import EMPTY_WEIGHT, SAMPLES, VOTING_CANDIDATES, VOTING_SECONDS
from chains.text2sql.execution.choosing import Chosen, contents_of, is_empty
from chains.text2sql.execution.outcome import Attempt
from chains.text2sql.protocols import Database, Rows
from chains.text2sql.ranking.rank import Candidate


class Sample(Protocol):
    """Up to `count` texts of `grammar` that answer the conversation, from a local model."""

    def __call__(
        self,
        messages: Sequence[Mapping[str, str]],
        grammar: str,
        count: int,
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> list[str]: ...


@dataclass
class _Vote:
    """A statement with the weight of all that speaks for it."""

    weight: float = 0.0
    candidate: Candidate | None = None
    sampled: bool = False


@dataclass
class _Result:
    """The same rows of one or more statements; shown are those of the weightiest."""

    rows: Rows
    vote: _Vote
    weight: float


def elect(
    samples: Sequence[str], ranked: Sequence[Candidate], database: Database, attempts: list[Attempt]
) -> Chosen | None:
    """Run samples and the likeliest candidates and return the result with the most weight; None when no sample ran.

    A sample weighs a fifth, however few there are, and a candidate its probability: an untuned model writes fewer right
    queries than are chosen among candidates. Equal rows count together, no rows for less.
    """
    results: dict[tuple[str, ...], _Result] = {}
    until = time.monotonic() + VOTING_SECONDS
    ran = False
    for sql, vote in _votes(samples, ranked).items():
        if time.monotonic() > until:
            break
        try:
            rows = database.query(sql)
        except database.query_errors as caught:
            attempts.append(Attempt(sql, str(caught)))
            continue
        ran = ran or vote.sampled
        weight = vote.weight * (EMPTY_WEIGHT if is_empty(rows) else 1)
        result = results.setdefault(tuple(contents_of(rows)), _Result(rows, vote, 0.0))
        result.weight += weight
        if vote.weight > result.vote.weight:
            # equal rows may stand in another order
            result.rows, result.vote = rows, vote
    if not ran:
        return None
    best = max(results.values(), key=lambda r: r.weight)
    return Chosen(best.vote.candidate, best.rows, best.weight / sum(r.weight for r in results.values()))


def _votes(samples: Sequence[str], ranked: Sequence[Candidate]) -> dict[str, _Vote]:
    """Every statement once, the likeliest of the samples first."""
    votes: dict[str, _Vote] = {}
    for sql, times in Counter(samples).most_common():
        votes[sql] = _Vote(times / max(SAMPLES, len(samples)), sampled=True)
    for candidate in ranked[:VOTING_CANDIDATES]:
        vote = votes.setdefault(candidate.sql, _Vote())
        vote.weight += candidate.probability
        vote.candidate = vote.candidate or candidate
    return votes
