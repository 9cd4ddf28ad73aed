"""The answer as it is shown: rows under readable headings, a sentence, a chart, and how the question was read."""

from chains.text2sql.execution.choosing import Chosen
from chains.text2sql.execution.outcome import Attempt, Reading, SqlAnswer
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.presentation.chart import chart
from chains.text2sql.presentation.explain import explain
from chains.text2sql.presentation.reading import column_label, headings, reading_of
from chains.text2sql.ranking.rank import Candidate
from chains.text2sql.schema.graph import SchemaGraph

_AS_SOLVED = {"en": "as in the solved question “{}”", "zh": "仿照已解答的问题“{}”"}


def present(linked: LinkedQuestion, chosen: Chosen, attempts: list[Attempt]) -> SqlAnswer:
    """Return the answer with the rows of the chosen query, in the question's language."""
    candidate, rows, language = chosen.candidate, chosen.rows, linked.question.language
    if candidate is not None and candidate.query is not None:
        names = headings(candidate.query, linked.schema, language, rows.columns)
    else:
        by_name = {c.name: c.id for c in linked.schema.columns}
        names = [column_label(linked.schema, by_name[n], language) if n in by_name else n for n in rows.columns]
    return SqlAnswer(
        query=rows.sql,
        columns=list(rows.columns),
        rows=rows.rows,
        row_count=rows.row_count,
        truncated=rows.truncated,
        sentence=explain(names, rows.rows, rows.truncated, language),
        confidence=round(chosen.confidence, 3),
        reading=words_of(candidate, linked.schema, language) if candidate else "",
        chart=chart(rows.columns, rows.rows),
        attempts=attempts,
        readings=_readings(linked, chosen),
    )


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
