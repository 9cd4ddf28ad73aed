"""Has a larger model write the SQL, from the tables that the question may need, and correct it by the database's
message.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from sqlalchemy import MetaData

from chains.text2sql.decoding.constants import EXAMPLE_TOKENS, SCHEMA_TOKENS, SHOWN_CELLS, SHOWN_TABLES
from chains.text2sql.examples.example import Example
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.verification.verdict import Fault

_FENCED = re.compile(r"```(?:\w+)?\s*(.*?)```", re.DOTALL)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_STATEMENT = re.compile(r"\b(?:select|with)\b.*", re.IGNORECASE | re.DOTALL)


class SqlWriter:
    """One question's talk with the model: `write` a `task` once, then `repair` with what went wrong."""

    def __init__(self, model: BaseChatModel, dialect: str, language: str) -> None:
        self._model = model
        self._language = "zh" if language == "zh" else "en"
        self._messages: list[BaseMessage] = [SystemMessage(_prompt("system", self._language).format(dialect=dialect))]

    def task(
        self,
        question: str,
        schema: str,
        hits: Sequence[ValueMatch] = (),
        examples: Sequence[Example] = (),
        previous_sql: str | None = None,
    ) -> str:
        """Return what the model is asked to write."""
        values = "\n".join(dict.fromkeys(f"{h.table}.{h.column} = {h.value!r}" for h in hits if h.score >= 0.6)) or "-"
        shown = _within(
            [_prompt("example", self._language).format(question=e.question, sql=e.sql) for e in examples],
            EXAMPLE_TOKENS,
        )
        if previous_sql:
            shown.append(_prompt("followup", self._language).format(sql=previous_sql))
        return _prompt("question", self._language).format(
            schema=schema, values=values, examples="\n".join(["", *shown, ""]) if shown else "", question=question
        )

    def turns(self, task: str) -> list[dict[str, str]]:
        """Return the conversation that `write` begins, as roles and contents."""
        return [{"role": "system", "content": self._messages[0].text}, {"role": "user", "content": task}]

    async def write(self, task: str) -> str:
        """Return the SQL that the model wrote; empty when its answer holds none."""
        return await self._ask(task)

    async def repair(self, sql: str, message: str) -> str:
        """Return the model's next attempt after `sql` failed with `message`."""
        return await self._ask(_prompt("repair", self._language).format(sql=sql, message=message))

    async def correct(self, sql: str, faults: Sequence[Fault]) -> str:
        """Return the model's next attempt after `sql` ran and was found to do something else than was asked."""
        lines = "\n".join(fault_text(fault, self._language) for fault in faults)
        return await self._ask(_prompt("verify", self._language).format(sql=sql, faults=lines))

    async def _ask(self, text: str) -> str:
        self._messages.append(HumanMessage(text))
        answer = await self._model.ainvoke(self._messages)
        sql = sql_in(answer.text)
        self._messages.append(AIMessage(sql))
        return sql


def fault_text(fault: Fault, language: str) -> str:
    """Return one line that says what is wrong with a query."""
    return _prompt(fault.kind, "zh" if language == "zh" else "en").format(words=fault.words, sql=fault.sql)


def sql_in(answer: str) -> str:
    """Return the statement in a model's answer, without fences, thoughts and what follows it."""
    text = _THOUGHT.sub("", answer)
    fenced = _FENCED.search(text)
    if fenced:
        text = fenced.group(1)
    found = _STATEMENT.search(text)
    if found is None:
        return ""
    statement = found.group()
    if not fenced:
        # prose after the query begins with an empty line
        statement = re.split(r"\n\s*\n", statement)[0]
    return statement.strip().rstrip(";").strip()


def schema_for_writer(
    metadata: MetaData, schema: SchemaGraph, links: Links, samples: dict[tuple[str, str], list[str]]
) -> str:
    """Return the tables that the question may need, likeliest first, as CREATE TABLE-like text with comments and
    samples.

    At most twelve tables are shown, and no more than fit into 2,400 tokens; those next to a linked one along keys come
    before the rest.
    """
    names = likely_tables(schema, links)
    return "\n\n".join(_within([_table_text(metadata, name, samples) for name in names], SCHEMA_TOKENS))


def _within(texts: Sequence[str], tokens: int) -> list[str]:
    """The first texts that together stay under a cautious count of `tokens`; the first one is cut when it must be."""
    kept: list[str] = []
    left = 3 * tokens
    for text in texts:
        size = len(text.encode())
        if size > left:
            if not kept:
                kept.append(text.encode()[:left].decode(errors="ignore"))
            break
        kept.append(text)
        left -= size
    return kept


def likely_tables(schema: SchemaGraph, links: Links) -> list[str]:
    """Return the tables that the question may need, at most twelve."""
    if len(schema.tables) <= SHOWN_TABLES:
        return sorted(schema.tables)
    scores = {name: links.table_score(name) for name in schema.tables}
    for mention in links.columns:
        scores[mention.table] = max(scores[mention.table], 0.7 * mention.score)
    for edge in schema.edges:
        for one, other in ((edge.left[0], edge.right[0]), (edge.right[0], edge.left[0])):
            scores[one] = max(scores[one], 0.4 * links.table_score(other))
    return sorted(scores, key=lambda n: (-scores[n], n))[:SHOWN_TABLES]


def _table_text(metadata: MetaData, name: str, samples: dict[tuple[str, str], list[str]]) -> str:
    table = metadata.tables[name]
    lines = [f"TABLE {name}" + (f"  -- {table.comment}" if table.comment else "")]
    for column in table.columns:
        keys = ["PRIMARY KEY"] if column.primary_key else []
        keys.extend(f"REFERENCES {key.target_fullname}" for key in column.foreign_keys)
        notes = [column.comment] if column.comment else []
        cells = samples.get((name, column.name), [])[:SHOWN_CELLS]
        if cells:
            notes.append("e.g. " + ", ".join(repr(c[:40]) for c in cells))
        text = " ".join([f"  {column.name}", str(column.type), *keys])
        lines.append(text + (f"  -- {'; '.join(notes)}" if notes else ""))
    return "\n".join(lines)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("chains.prompts").joinpath("sql.toml").read_text(encoding="utf-8"))


def _prompt(name: str, language: str) -> str:
    return _texts()[name][language].strip()
