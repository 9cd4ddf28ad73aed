"""A question with what it mentions of a database."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.analysis.question import Question, read_question
from chains.text2sql.linking.constants import NAMED_IN_FOLLOWUP, SURE_VALUE
from chains.text2sql.linking.lexical import link
from chains.text2sql.linking.types import Links, Mention, ValueMatch
from chains.text2sql.linking.values import match_values
from chains.text2sql.protocols import Database
from chains.text2sql.schema.graph import SchemaGraph, schema_of


@dataclass(frozen=True)
class Said:
    """A question with what it mentions of a database."""

    question: Question
    schema: SchemaGraph | None
    values: Sequence[ValueMatch]

    @property
    def text(self) -> str:
        return self.question.text

    @cached_property
    def links(self) -> Links:
        return link(self.question, self.schema) if self.schema is not None else Links((), ())

    @cached_property
    def table(self) -> Mention | None:
        """The table that is named most surely; of two the one that stands first."""
        named = [m for m in self.links.tables if m.score >= NAMED_IN_FOLLOWUP and not self.in_value(m)]
        return max(named, key=lambda m: (round(m.score, 2), m.end - m.start, -m.start), default=None)

    def in_value(self, mention: Mention) -> bool:
        return any(
            v.score >= SURE_VALUE and v.start <= mention.start and mention.end <= v.end
            for v in self.values
            if v.end - v.start > mention.end - mention.start
        )

    @cached_property
    def noun(self) -> str:
        return self.text[self.table.start : self.table.end] if self.table else ""


def read_said(text: str, database: Database | None, today: dt.date | None) -> Said:
    """The question `text`, looked at in the light of `database` where there is one."""
    question = read_question(text, today=today)
    if database is None:
        return Said(question, None, [])
    return Said(question, schema_of(database), match_values(text, database.values()))
