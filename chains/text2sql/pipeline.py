"""From a question to rows: link, propose or write, guard and run, repair, say it in a sentence."""

import asyncio
import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Self

from langchain_core.language_models import BaseChatModel

from chains.text2sql.decoding.constants import SAMPLES
from chains.text2sql.decoding.grammar import select_grammar
from chains.text2sql.decoding.self_consistency import Sample, elect
from chains.text2sql.decoding.writer import SqlWriter, fault_text, likely_tables, schema_for_writer
from chains.text2sql.examples import Example, Solved, consult, nearest
from chains.text2sql.execution.choosing import Chosen, candidates_for
from chains.text2sql.execution.constants import REPAIRS
from chains.text2sql.execution.deciding import Decision, decide
from chains.text2sql.execution.outcome import Attempt, Declined, SqlAnswer
from chains.text2sql.linking.linked import LinkedQuestion, link_question
from chains.text2sql.presentation.answer import decline, present
from chains.text2sql.protocols import Database, Rows
from chains.text2sql.ranking.lm_rescoring import Score
from chains.text2sql.verification import Fault, Verdict, Verifier
from knowledge.language.embedding import Embed

_LEAST_MATCH = 0.38
_LEAST_LIKENESS = 0.6
_SHOWN_EXAMPLES = 6
_WRITTEN_CONFIDENCE = 0.7
_FAULTY_CONFIDENCE = 0.4
"""Of a written query that does something else than the question asks."""
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
    three times. What it wrote is read against the question; where they differ the model is told once, the better
    statement is run, and what still differs is said. Where it can be held to a grammar (`sample`), several statements
    are run and the result that most of them and of the candidates agree on wins. `today` is what relative times count
    from, hours too where it is a moment in local time; `fiscal_start` is the month in which the fiscal year begins.
    Raises the database's error when no
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
    faults: tuple[Fault, ...] = ()
    decision = Decision(None)
    try:
        if model is not None:
            task = await asyncio.to_thread(_Task.of, linked, solved, database, model, examples, previous_sql)
            if drawn is not None and fits:
                chosen = await asyncio.to_thread(_elected, task, drawn, attempts)
                if chosen is not None and chosen.candidate is None:
                    faults = (await asyncio.to_thread(task.verdict, chosen.rows.sql)).faults
            if chosen is None:
                chosen, faults = await _written(task, attempts)
        if chosen is None:
            decision = await asyncio.to_thread(partial(decide, fits=fits), linked, solved, database, attempts, opinion)
    finally:
        left.set()  # the threads go on when this task is cancelled
    if chosen is not None:
        decision = Decision(chosen, faults=faults)
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
    customary: tuple[tuple[str, str], ...] = ()
    """Questions with their SQL, whose tests of what those do not say need no words here either."""

    def verdict(self, sql: str) -> Verdict:
        """Return what the statement does otherwise than the question asks."""
        return self._verifier.of(sql)

    @cached_property
    def _verifier(self) -> Verifier:
        return Verifier(self.linked, self.database, self.customary)

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
        customary = ((("", previous_sql),) if previous_sql else ()) + tuple((e.question, e.sql) for e in shown)
        return cls(linked, solved, database, writer, text, customary)


def _elected(task: _Task, sample: Sample, attempts: list[Attempt]) -> Chosen | None:
    linked, database = task.linked, task.database
    tables = likely_tables(linked.schema, linked.links)
    named = {mention.column for mention in linked.links.columns if mention.column}
    grammar = select_grammar(linked.schema, tables, linked.matches, database.dialect, named)
    samples = sample(task.writer.turns(task.text), grammar, SAMPLES, seconds=_SAMPLING_SECONDS)
    if not samples:
        return None
    return elect(samples, candidates_for(linked, task.solved, database.dialect), database, attempts)


async def _written(task: _Task, attempts: list[Attempt]) -> tuple[Chosen | None, tuple[Fault, ...]]:
    sql = await task.writer.write(task.text)
    for attempt in range(REPAIRS + 1):
        if not sql:
            break
        try:
            rows = await asyncio.to_thread(task.database.query, sql)
        except task.database.query_errors as caught:
            attempts.append(Attempt(sql, str(caught)))
            if attempt < REPAIRS:
                sql = await task.writer.repair(sql, str(caught))
            continue
        return await _verified(task, sql, rows, attempts)
    return None, ()


async def _verified(task: _Task, sql: str, rows: Rows, attempts: list[Attempt]) -> tuple[Chosen, tuple[Fault, ...]]:
    """The statement, or what the model makes of it when it is told its faults, whichever has fewer."""
    faults = (await asyncio.to_thread(task.verdict, sql)).faults
    if faults:
        other = await task.writer.correct(sql, faults)
        remaining = (await asyncio.to_thread(task.verdict, other)).faults if other else faults
        if other and len(remaining) < len(faults):
            try:
                corrected = await asyncio.to_thread(task.database.query, other)
            except task.database.query_errors as caught:
                attempts.append(Attempt(other, str(caught)))
            else:
                language = task.linked.question.language
                attempts.append(Attempt(sql, "\n".join(fault_text(f, language) for f in faults)))
                rows, faults = corrected, remaining
    return Chosen(None, rows, _FAULTY_CONFIDENCE if faults else _WRITTEN_CONFIDENCE), faults


def _schema_text(linked: LinkedQuestion, database: Database) -> str:
    values = database.values()
    samples = {c.id: values.samples(c.table, c.name) for c in linked.schema.columns if c.kind == "text"}
    return schema_for_writer(database.metadata(), linked.schema, linked.links, samples)
