"""From a question to rows: link, propose or write, guard and run, repair, say it in a sentence."""

import asyncio
import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

from langchain_core.language_models import BaseChatModel

from chains.text2sql.decoding.constants import SAMPLES
from chains.text2sql.decoding.grammar import select_grammar
from chains.text2sql.decoding.self_consistency import Sample, elect
from chains.text2sql.decoding.writer import SqlWriter, likely_tables, schema_for_writer
from chains.text2sql.examples import Example, Solved, consult, nearest
from chains.text2sql.execution.choosing import Chosen, candidates_for
from chains.text2sql.execution.constants import REPAIRS
from chains.text2sql.execution.deciding import Decision, decide
from chains.text2sql.execution.outcome import Attempt, Declined, SqlAnswer
from chains.text2sql.linking.linked import LinkedQuestion, link_question
from chains.text2sql.presentation.answer import decline, present
from chains.text2sql.protocols import Database
from chains.text2sql.ranking.lm_rescoring import Score
from knowledge.language.embedding import Embed

_LEAST_MATCH = 0.38
_LEAST_LIKENESS = 0.6
_SHOWN_EXAMPLES = 6
_WRITTEN_CONFIDENCE = 0.7
_SAMPLING_SECONDS = 60.0


async def answer_question(
    question: str,
    database: Database,
    *,
    language: str | None = None,
    model: BaseChatModel | None = None,
    score: Score | None = None,
    sample: Sample | None = None,
    embed: Embed | None = None,
    previous_sql: str | None = None,
    examples: Sequence[Example] = (),
    today: dt.date | None = None,
    fiscal_start: int = 1,
) -> SqlAnswer | Declined | None:
    """Return the rows that answer the question with the query that gave them;

    `Declined` when the database does not hold what is asked for, None when the question does not speak of it at all.

    Without a `model` the query is composed from the question's words, each of which has its part in it; where some
    have none it is chosen among enumerated candidates and those made from similar `examples`; between close ones by
    how likely a small model that speaks the language finds them, where there is its `score`. With a
    `model` that model writes it, the most similar examples before its eyes, and the candidates stand in when it fails
    three times. Where it can be held to a grammar (`sample`), several statements are run and the result that most of
    them and of the candidates agree on wins. `today` is what relative times count from, hours too where it is a moment
    in local time; `fiscal_start` is the month in which the fiscal year begins. Raises the database's error when no
    query ran.
    """
    linked = await asyncio.to_thread(link_question, question, database, language, embed, today, fiscal_start)
    solved = await asyncio.to_thread(_consulted, linked, database, examples)
    attempts: list[Attempt] = []
    left = threading.Event()
    opinion = score and partial(score, stopped=left.is_set)
    drawn = sample and partial(sample, stopped=left.is_set)
    likeness = max((a.likeness for a in solved.adapted), default=0.0)
    fits = linked.match >= _LEAST_MATCH or likeness >= _LEAST_LIKENESS
    chosen: Chosen | None = None
    decision = Decision(None)
    try:
        if model is not None:
            task = await asyncio.to_thread(_Task.of, linked, solved, database, model, examples, previous_sql)
            if drawn is not None and fits:
                chosen = await asyncio.to_thread(_elected, task, drawn, attempts)
            chosen = chosen or await _written(task, attempts)
        if chosen is None:
            decision = await asyncio.to_thread(partial(decide, fits=fits), linked, solved, database, attempts, opinion)
    finally:
        left.set()  # the threads go on when this task is cancelled
    if chosen is not None:
        decision = Decision(chosen)
    if decision.chosen is None:
        return decline(linked, decision) if fits or decision.interpretation is not None else None
    return await asyncio.to_thread(present, linked, decision, attempts)


def _consulted(linked: LinkedQuestion, database: Database, examples: Sequence[Example]) -> Solved:
    return consult(linked, examples, database.values(), database.dialect) if examples else Solved()


@dataclass(frozen=True)
class _Task:
    """A linked question with what a model is shown of schema and examples."""

    linked: LinkedQuestion
    solved: Solved
    database: Database
    writer: SqlWriter
    text: str

    @classmethod
    def of(
        cls,
        linked: LinkedQuestion,
        solved: Solved,
        database: Database,
        model: BaseChatModel,
        examples: Sequence[Example],
        previous_sql: str | None,
    ) -> Self:
        writer = SqlWriter(model, database.dialect, linked.question.language)
        question = linked.question.text
        shown = nearest(question, examples, linked.embed, _SHOWN_EXAMPLES)
        text = writer.task(question, _schema_text(linked, database), linked.matches, shown, previous_sql)
        return cls(linked, solved, database, writer, text)


def _elected(task: _Task, sample: Sample, attempts: list[Attempt]) -> Chosen | None:
    linked, database = task.linked, task.database
    tables = likely_tables(linked.schema, linked.links)
    named = {mention.column for mention in linked.links.columns if mention.column}
    grammar = select_grammar(linked.schema, tables, linked.matches, database.dialect, named)
    samples = sample(task.writer.turns(task.text), grammar, SAMPLES, seconds=_SAMPLING_SECONDS)
    if not samples:
        return None
    return elect(samples, candidates_for(linked, task.solved, database.dialect), database, attempts)


async def _written(task: _Task, attempts: list[Attempt]) -> Chosen | None:
    sql = await task.writer.write(task.text)
    for attempt in range(REPAIRS + 1):
        if not sql:
            return None
        try:
            rows = await asyncio.to_thread(task.database.query, sql)
        except task.database.query_errors as caught:
            attempts.append(Attempt(sql, str(caught)))
            if attempt < REPAIRS:
                sql = await task.writer.repair(sql, str(caught))
            continue
        return Chosen(None, rows, _WRITTEN_CONFIDENCE)
    return None


def _schema_text(linked: LinkedQuestion, database: Database) -> str:
    values = database.values()
    samples = {c.id: values.samples(c.table, c.name) for c in linked.schema.columns if c.kind == "text"}
    return schema_for_writer(database.metadata(), linked.schema, linked.links, samples)
