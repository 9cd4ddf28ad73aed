"""The smallest tier: a query is chosen among enumerated candidates and solved ones, and run."""

from collections.abc import Sequence
from dataclasses import dataclass

from chains.text2sql.examples import Solved
from chains.text2sql.execution.constants import CANDIDATES, CLOSE_READING, READINGS, RECONSIDERED, REPAIRS
from chains.text2sql.execution.outcome import Attempt
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.protocols import Database, Rows
from chains.text2sql.ranking.example_prior import reconsider
from chains.text2sql.ranking.lm_rescoring import Score, rescore
from chains.text2sql.ranking.rank import Candidate, propose, rank
from chains.text2sql.ranking.ranker import default_ranker


@dataclass(frozen=True)
class Chosen:
    """The candidate that ran (`None` for a query that a model wrote), its rows, and how sure that is."""

    candidate: Candidate | None
    rows: Rows
    confidence: float
    alternatives: tuple[tuple[Candidate, float], ...] = ()
    """Other candidates that are about as likely and give other rows, each with its confidence (0..1)."""


def candidates_for(linked: LinkedQuestion, solved: Solved, dialect: str, score: Score | None = None) -> list[Candidate]:
    """Return the ten likeliest queries, best first; between close ones a model's `score` decides, where given."""
    has_solved = bool(solved.neighbours)
    count = RECONSIDERED if has_solved else CANDIDATES
    ranked = rank(propose(linked), default_ranker(), dialect, count)
    if has_solved:
        ranked = reconsider(ranked, solved, linked.question.text)
    ranked = ranked[:CANDIDATES]
    if score is not None:
        ranked = rescore(ranked, linked.question.text, linked.question.language, score)
    return ranked


def choose(
    linked: LinkedQuestion,
    solved: Solved,
    database: Database,
    attempts: list[Attempt],
    score: Score | None = None,
) -> Chosen | None:
    """Run the likeliest candidates until one gives rows; None when there is none.

    Raises the database's error when none ran.
    """
    ranked = candidates_for(linked, solved, database.dialect, score)
    if not ranked:
        return None
    best: tuple[Candidate, Rows] | None = None
    error: Exception | None = None
    for place, candidate in enumerate(ranked[: REPAIRS + 1]):
        if best is not None and candidate.probability < 0.3 * ranked[0].probability:
            break
        try:
            rows = database.query(candidate.sql)
        except database.query_errors as caught:
            attempts.append(Attempt(candidate.sql, str(caught)))
            error = caught
            continue
        if not is_empty(rows):
            best = (candidate, rows)
            break
        best = best or (candidate, rows)
        if place < REPAIRS and (candidate.query is None or not candidate.query.where):
            break
    if best is None:
        if error is not None:
            raise error
        return None
    candidate, rows = best
    tried = {a.query for a in attempts}
    empty = [c for c in ranked[: REPAIRS + 1] if c is not candidate and c.score > candidate.score]
    attempts.extend(Attempt(c.sql, "no rows") for c in empty if c.sql not in tried)
    alternatives = tuple((c, _confidence(c, ranked, linked.match)) for c in _alternatives(best, ranked, database))
    return Chosen(candidate, rows, _confidence(candidate, ranked, linked.match), alternatives)


def _alternatives(best: tuple[Candidate, Rows], ranked: Sequence[Candidate], database: Database) -> list[Candidate]:
    """Other candidates that are about as likely as the chosen one and give other rows."""
    chosen, rows = best
    others: list[Candidate] = []
    seen = [contents_of(rows)]
    for candidate in ranked:
        if (
            candidate is chosen
            or candidate.probability < CLOSE_READING * chosen.probability
            or len(others) >= READINGS - 1
        ):
            continue
        try:
            contents = contents_of(database.query(candidate.sql))
        except database.query_errors:
            continue
        if contents and contents not in seen:
            seen.append(contents)
            others.append(candidate)
    return others


def contents_of(rows: Rows) -> list[str]:
    """Return what two results share when they differ in the order of rows or columns only."""
    return sorted(str(sorted(map(str, row))) for row in rows.rows)


def is_empty(rows: Rows) -> bool:
    """Return whether there is no row, or nothing in the rows."""
    return not rows.rows or all(cell is None for row in rows.rows for cell in row)


def _confidence(candidate: Candidate, ranked: Sequence[Candidate], match: float) -> float:
    """How far the chosen reading stands out among the first ten, and how well the question fits the database."""
    total = sum(c.probability for c in ranked) or 1.0
    return candidate.probability / total * min(1.0, 0.3 + max(match, candidate.likeness))
