"""The answer as it is shown: rows under readable headings, a sentence, a chart, and how the question was read."""

from chains.text2sql.composition.labels import Labels
from chains.text2sql.composition.words_of_plan import words_of_plan
from chains.text2sql.execution.choosing import Chosen
from chains.text2sql.execution.deciding import Decision
from chains.text2sql.execution.outcome import Attempt, Declined, Reading, SqlAnswer
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.presentation.chart import chart
from chains.text2sql.presentation.explain import explain
from chains.text2sql.presentation.labels import labels_of
from chains.text2sql.presentation.notices import not_held, notice_of
from chains.text2sql.presentation.reading import headings, reading_of
from chains.text2sql.ranking.rank import Candidate
from chains.text2sql.schema.graph import SchemaGraph

_AS_SOLVED = {"en": "as in the solved question “{}”", "zh": "仿照已解答的问题“{}”"}


def present(linked: LinkedQuestion, decision: Decision, attempts: list[Attempt]) -> SqlAnswer:
    """Return the answer with the rows of the chosen query, in the question's language."""
    chosen = decision.chosen
    assert chosen is not None
    candidate, rows, language = chosen.candidate, chosen.rows, linked.question.language
    plan = decision.interpretation.composition.plan if decision.interpretation is not None else None
    is_composed = candidate is None and plan is not None and not decision.left
    if candidate is not None and candidate.query is not None:
        names = headings(candidate.query, linked.schema, language, rows.columns)
    elif is_composed and plan is not None:
        labels = Labels(plan, linked.schema, language)
        names = [name for output in plan.show for name in labels.words(output)]
    else:
        names = []
    if len(names) != len(rows.columns):
        names = labels_of(rows.sql, rows.columns, linked.schema, language)
    names = _told_apart(names, rows.columns)
    reading = words_of(candidate, linked.schema, language) if candidate else ""
    if is_composed and plan is not None:
        reading = words_of_plan(plan, linked.schema, language)
    return SqlAnswer(
        query=rows.sql,
        columns=names,
        rows=rows.rows,
        row_count=rows.row_count,
        truncated=rows.truncated,
        sentence=explain(names, rows.rows, rows.truncated, language),
        confidence=round(chosen.confidence, 3),
        reading=reading,
        chart=chart(names, rows.rows),
        attempts=attempts,
        readings=_readings(linked, chosen),
        notice=notice_of(linked, decision),
    )


def decline(linked: LinkedQuestion, decision: Decision) -> Declined:
    """Return that the database does not hold what is asked for, with the nearest things that it does hold."""
    return Declined(not_held(linked, decision), notice_of(linked, decision))


def _told_apart(names: list[str], columns: list[str]) -> list[str]:
    """Labels of which no two are alike, with the database's name or a number where the words are the same."""
    found: list[str] = []
    for name, column in zip(names, columns, strict=True):
        ways = [name, f"{name} ({column})", *(f"{name} {number}" for number in range(2, len(names) + 2))]
        found.append(next(way for way in ways if way not in found))
    return found


def words_of(candidate: Candidate, schema: SchemaGraph, language: str) -> str:
    """Return how a candidate reads the question, in words of `language` ("zh", otherwise English)."""
    if candidate.query is None:
        return _AS_SOLVED["zh" if language == "zh" else "en"].format(candidate.solved)
    return reading_of(candidate.query, schema, language)


def _readings(linked: LinkedQuestion, chosen: Chosen) -> list[Reading]:
    """The ways to read the question, the one that ran first; none where it is the only one."""
    if chosen.candidate is None or not chosen.alternatives:
        return []
    ways = [(chosen.candidate, chosen.confidence), *chosen.alternatives]
    language = linked.question.language
    return [Reading(c.sql, words_of(c, linked.schema, language), round(confidence, 3)) for c, confidence in ways]
