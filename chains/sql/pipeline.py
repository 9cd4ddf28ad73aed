"""From a question to rows: link, propose or write, guard and run, repair, say it in a sentence."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel

from chains.sql.candidates import Candidate, propose, rank
from chains.sql.chart import chart
from chains.sql.conditions import ValueHit
from chains.sql.embedding import EmbeddingCache
from chains.sql.explain import explain
from chains.sql.linking import Embed, link
from chains.sql.matching import match_of
from chains.sql.protocols import Database, Rows
from chains.sql.question import Question, read_question
from chains.sql.ranking import default_ranker
from chains.sql.reading import column_label, headings
from chains.sql.schema import SchemaView, view_schema
from chains.sql.translated import translated_hits
from chains.sql.writer import Example, SqlWriter, schema_for_writer

_REPAIRS = 2
_LEAST_MATCH = 0.12
_CANDIDATES = 10


@dataclass(frozen=True)
class Attempt:
    """A query that was tried before the one that answered, and what was wrong with it."""

    query: str
    problem: str


@dataclass(frozen=True)
class SqlAnswer:
    """The query that ran, its rows, and a sentence about them.

    `confidence` is 0..1; `readings` are the likeliest other ones.
    """

    query: str
    columns: list[str]
    rows: list[list[Any]]
    row_count: int
    truncated: bool
    sentence: str
    confidence: float
    reading: str = ""
    chart: dict[str, Any] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    readings: list[tuple[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return what clients see of it."""
        return {
            "query": self.query,
            "columns": self.columns,
            "rows": self.rows,
            "row_count": self.row_count,
            "truncated": self.truncated,
            "chart": self.chart,
            "attempts": [{"query": a.query, "problem": a.problem} for a in self.attempts],
        }


@dataclass(frozen=True)
class _Linked:
    """A question with everything found out about it before a query is chosen."""

    question: Question
    schema: SchemaView
    hits: list[ValueHit]
    embed: Embed | None
    match: float


async def answer_question(
    question: str,
    database: Database,
    *,
    language: str | None = None,
    model: BaseChatModel | None = None,
    embed: Embed | None = None,
    previous_sql: str | None = None,
    examples: Sequence[Example] = (),
    today: dt.date | None = None,
) -> SqlAnswer | None:
    """Return the rows that answer the question with the query that gave them;

    None when the database cannot answer it.

    Without a `model` the query is chosen among enumerated candidates; with one the model writes it, and the
    candidates stand in when it fails three times. Raises the database's error when no query ran.
    """
    linked = await asyncio.to_thread(_link, question, database, language, embed, today)
    attempts: list[Attempt] = []
    if model is not None:
        written = await _written(linked, database, model, previous_sql, examples, attempts)
        if written is not None:
            return await asyncio.to_thread(_answer, linked, written, None, attempts, 0.7, [])
    if linked.match < _LEAST_MATCH:
        return None
    return await asyncio.to_thread(_chosen, linked, database, attempts)


def _link(text: str, database: Database, language: str | None, embed: Embed | None, today: dt.date | None) -> _Linked:
    question = read_question(text, language, today)
    schema = view_schema(database.metadata())
    values = database.values()
    hits = list(values.match(question.text))
    cached = embed if embed is None or isinstance(embed, EmbeddingCache) else EmbeddingCache(embed)
    if cached is not None:
        hits.extend(translated_hits(question, values, schema, hits, cached))
    match = match_of(question, schema, link(question, schema, cached), hits)
    return _Linked(question, schema, hits, cached, match)


def _chosen(linked: _Linked, database: Database, attempts: list[Attempt]) -> SqlAnswer | None:
    proposals = propose(linked.question, linked.schema, linked.hits, linked.embed)
    ranked = rank(proposals, linked.question, linked.schema, default_ranker(), database.dialect, _CANDIDATES)
    if not ranked:
        return None
    best: tuple[Candidate, Rows] | None = None
    error: Exception | None = None
    for place, candidate in enumerate(ranked[: _REPAIRS + 1]):
        if best is not None and candidate.probability < 0.3 * ranked[0].probability:
            break
        try:
            rows = database.query(candidate.sql)
        except database.query_errors as caught:
            attempts.append(Attempt(candidate.sql, str(caught)))
            error = caught
            continue
        if not _is_empty(rows):
            best = (candidate, rows)
            break
        best = best or (candidate, rows)
        if place < _REPAIRS and not candidate.query.where:
            break
    if best is None:
        if error is not None:
            raise error
        return None
    candidate, rows = best
    empty = [c for c in ranked[: _REPAIRS + 1] if c is not candidate and c.score > candidate.score]
    tried = {a.query for a in attempts}
    attempts.extend(Attempt(c.sql, "no rows") for c in empty if c.sql not in tried)
    others = [(c.reading, c.sql) for c in ranked[:3] if c is not candidate]
    return _answer(linked, rows, candidate, attempts, _confidence(candidate, ranked, linked.match), others)


async def _written(
    linked: _Linked,
    database: Database,
    model: BaseChatModel,
    previous_sql: str | None,
    examples: Sequence[Example],
    attempts: list[Attempt],
) -> Rows | None:
    writer = SqlWriter(model, database.dialect, linked.question.language)
    schema = await asyncio.to_thread(_schema_text, linked, database)
    sql = await writer.write(linked.question.text, schema, linked.hits, examples, previous_sql)
    for attempt in range(_REPAIRS + 1):
        if not sql:
            return None
        try:
            rows = await asyncio.to_thread(database.query, sql)
        except database.query_errors as caught:
            attempts.append(Attempt(sql, str(caught)))
            if attempt < _REPAIRS:
                sql = await writer.repair(sql, str(caught))
            continue
        return rows
    return None


def _schema_text(linked: _Linked, database: Database) -> str:
    links = link(linked.question, linked.schema, linked.embed)
    values = database.values()
    samples = {c.id: values.samples(c.table, c.name) for c in linked.schema.columns if c.kind == "text"}
    return schema_for_writer(database.metadata(), linked.schema, links, samples)


def _answer(
    linked: _Linked,
    rows: Rows,
    candidate: Candidate | None,
    attempts: list[Attempt],
    confidence: float,
    others: list[tuple[str, str]],
) -> SqlAnswer:
    language = linked.question.language
    if candidate is not None:
        names = headings(candidate.query, linked.schema, language, rows.columns)
    else:
        by_name = {c.name: c.id for c in linked.schema.columns}
        names = [column_label(linked.schema, by_name[n], language) if n in by_name else n for n in rows.columns]
    sentence = explain(linked.question.text, rows.sql, names, rows.rows, rows.truncated, language)
    return SqlAnswer(
        query=rows.sql,
        columns=list(rows.columns),
        rows=rows.rows,
        row_count=rows.row_count,
        truncated=rows.truncated,
        sentence=sentence,
        confidence=round(confidence, 3),
        reading=candidate.reading if candidate else "",
        chart=chart(rows.columns, rows.rows),
        attempts=attempts,
        readings=others,
    )


def _is_empty(rows: Rows) -> bool:
    return not rows.rows or all(cell is None for row in rows.rows for cell in row)


def _confidence(candidate: Candidate, ranked: Sequence[Candidate], match: float) -> float:
    """How far the chosen reading stands out among the first ten, and how well the question fits the database."""
    total = sum(c.probability for c in ranked) or 1.0
    return candidate.probability / total * min(1.0, 0.3 + match)
