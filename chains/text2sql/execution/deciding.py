"""Decides between what was composed, where every word has its part, and what was enumerated and ranked.

A composition that leaves nothing over is believed: it runs. Where one of the likeliest enumerated queries gives the
same rows, that one is shown, for its columns are chosen by what people asked before. Where words are left over the
ranked query answers, and the words are said; where most of the question is left over, nothing is answered.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chains.text2sql.composition.atoms import Span
from chains.text2sql.composition.compose import Composition, left_words
from chains.text2sql.composition.interpret import Interpretation, Interpreter
from chains.text2sql.examples import Solved
from chains.text2sql.execution.choosing import Chosen, candidates_for, choose
from chains.text2sql.execution.constants import (
    COMPARED,
    FEW_WORDS,
    LEAST_LIKENESS,
    MOST_COST,
    MOST_LEFT,
    MOST_LEFT_OF_MANY,
    NEAR,
    REPAIRS,
)
from chains.text2sql.execution.outcome import Attempt
from chains.text2sql.generation.plan import Attribute, Period
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.schema_match import content_words
from chains.text2sql.protocols import Database, Rows
from chains.text2sql.ranking.lm_rescoring import Score
from chains.text2sql.ranking.rank import Candidate
from chains.text2sql.verification import Fault, Verifier


@dataclass(frozen=True)
class Decision:
    """What answers, if anything does; what of the question it leaves over, and what was taken for granted."""

    chosen: Chosen | None
    interpretation: Interpretation | None = None
    left: tuple[Span, ...] = ()
    assumed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    """What a query that was written or ranked does otherwise than the question asks."""


def decide(
    linked: LinkedQuestion,
    solved: Solved,
    database: Database,
    attempts: list[Attempt],
    score: Score | None = None,
    *,
    fits: bool = True,
) -> Decision:
    """Return what answers the question. `fits`: whether the question speaks of this database at all.

    Raises the database's error when no query ran.
    """
    likeness = max((a.likeness for a in solved.adapted), default=0.0)
    found = Interpreter(linked, database).interpretations()
    if likeness >= LEAST_LIKENESS:
        return Decision(choose(linked, solved, database, attempts, score))
    complete = [i for i in found[: REPAIRS + 1] if _is_believed(i.composition)]
    for interpretation in complete:
        try:
            rows = database.query(interpretation.sql)
        except database.query_errors as caught:
            attempts.append(Attempt(interpretation.sql, str(caught)))
            continue
        return _composed(linked, solved, database, interpretation, rows)
    left = _left_over(linked, found)
    if _is_mostly_left(linked, left):
        return Decision(None, found[0] if found else None, left)
    chosen = choose(linked, solved, database, attempts, score) if fits else None
    faults = _faults_of(linked, database, chosen, left) if chosen is not None else ()
    return Decision(chosen, found[0] if found else None, left, faults=faults)


def _faults_of(linked: LinkedQuestion, database: Database, chosen: Chosen, left: Sequence[Span]) -> tuple[Fault, ...]:
    """What the ranked query does otherwise than the question asks, beyond what is said to be left over."""
    said = left_words(linked.question.text, left)
    faults = Verifier(linked, database).of(chosen.rows.sql).faults
    return tuple(f for f in faults if f.kind != "missing" or not any(f.words in s or s in f.words for s in said))


def _is_believed(composition: Composition) -> bool:
    """Whether every word has its part, surely; what was taken for granted is said, so that one may be dearer."""
    return composition.is_complete and (composition.cost <= MOST_COST or bool(composition.assumed))


def _composed(
    linked: LinkedQuestion, solved: Solved, database: Database, interpretation: Interpretation, rows: Rows
) -> Decision:
    composition = interpretation.composition
    confidence = round(max(0.5, 1.0 - composition.cost), 3)
    same = _agreeing(linked, solved, database, interpretation, rows)
    chosen = Chosen(same[0], same[1], confidence) if same is not None else Chosen(None, rows, confidence)
    return Decision(chosen, interpretation, (), composition.assumed)


def _agreeing(
    linked: LinkedQuestion, solved: Solved, database: Database, interpretation: Interpretation, rows: Rows
) -> tuple[Candidate, Rows] | None:
    """The likeliest enumerated query whose rows lie inside the composed ones, with the name of each row shown."""
    plan = interpretation.composition.plan
    if not rows.rows or plan.best_of:
        return None
    amounts = sum(not isinstance(o, Attribute | Period) for o in plan.show)
    name = _place_of_name(linked, interpretation)
    if name is not None and name < 0:
        return None
    for candidate in candidates_for(linked, solved, database.dialect)[:COMPARED]:
        if candidate.query is None or any(i.column is None and i.aggregate is None for i in candidate.query.select):
            continue
        if interpretation.composition.plan.group and all(i.aggregate is not None for i in candidate.query.select):
            continue  # of one group, too, its name is shown
        try:
            others = database.query(candidate.sql)
        except database.query_errors:
            continue
        names = None if name is None else [[row[name]] for row in rows.rows]
        items = candidate.query.select
        if sum(i.aggregate is not None for i in items) < amounts or (plan.group and len(items) < len(plan.show)):
            continue
        shown = {i.column for i in items}
        if any(a.column not in shown for a in interpretation.composition.asked):
            continue
        if lies_within(others.rows, rows.rows) and (names is None or lies_within(names, others.rows)):
            return candidate, others
    return None


def _place_of_name(linked: LinkedQuestion, interpretation: Interpretation) -> int | None:
    """Where whole rows are shown, the place of the column that names them, -1 where none does: a list of anything
    else would not say which rows are meant."""
    composition = interpretation.composition
    if not composition.lists_rows:
        return None
    name = linked.schema.tables[composition.plan.subject].own_name(linked.question.language)
    shown = list(composition.plan.show)
    return shown.index(Attribute((), name.id)) if name is not None and Attribute((), name.id) in shown else -1


def lies_within(narrow: Sequence[Sequence[Any]], wide: Sequence[Sequence[Any]]) -> bool:
    """Return whether there are as many rows, and the cells of each narrow row are in the wide row of its place."""
    if len(narrow) != len(wide):
        return False
    cells = [Counter(map(str, row)) for row in wide]
    if all(Counter(map(str, row)) <= whole for row, whole in zip(narrow, cells, strict=True)):
        return True
    # rows without an order of their own may come in another
    left = list(cells)
    for row in narrow:
        own = Counter(map(str, row))
        place = next((n for n, whole in enumerate(left) if own <= whole), None)
        if place is None:
            return False
        del left[place]
    return True


def _left_over(linked: LinkedQuestion, found: Sequence[Interpretation]) -> tuple[Span, ...]:
    """What the surest composition leaves over and no name or cell of the database comes near."""
    left = found[0].composition.left if found else tuple(content_words(linked.question))
    mentions = [(m.start, m.end) for m in (*linked.links.tables, *linked.links.columns) if m.score >= NEAR]
    mentions += [(m.start, m.end) for m in linked.matches if m.score >= NEAR]
    near = [s for s in left if any(a < s[1] and s[0] < b for a, b in mentions)]
    return tuple(left) if len(near) == len(left) else tuple(s for s in left if s not in near) or tuple(left)


def _is_mostly_left(linked: LinkedQuestion, left: Sequence[Span]) -> bool:
    """Whether most of what the question speaks of is nothing that the database holds."""
    words = content_words(linked.question)
    mentions = [(m.start, m.end) for m in (*linked.links.tables, *linked.links.columns)]
    mentions += [(m.start, m.end) for m in linked.matches]
    unknown = [
        w for w in words
        if any(a < w[1] and w[0] < b for a, b in left) and not any(a < w[1] and w[0] < b for a, b in mentions)
    ]  # fmt: skip
    share = len(unknown) / len(words) if words else 0.0
    return share > (MOST_LEFT if len(words) <= FEW_WORDS else MOST_LEFT_OF_MANY)
