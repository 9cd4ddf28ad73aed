"""What is known of a question before its candidates are judged."""

import re
from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.analysis.cues import Cue
from chains.text2sql.analysis.question import Question
from chains.text2sql.analysis.targets import asked_columns, asked_measures, asked_tables
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Links, Mention
from chains.text2sql.ranking.constants import ASKED_TABLE, WHOLE_VALUE
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph

_KEY = re.compile(
    r"\b(?:ids?|codes?)\b(?!\W{0,3}(?:is |= ?)?\d)|编号|代码|代号|(?<![A-Za-z])ID(?![A-Za-z0-9])", re.IGNORECASE
)

_REPORT = re.compile(
    r"\b(?:provide|write|create|give me|build)\b.{0,12}\b(?:query|report|table|overview)\b"
    r"|\breport\b|\bresult(?:ing|ant)? (?:table|set)\b|报表|汇总表|统计表",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against all candidates of one linked question."""

    linked: LinkedQuestion

    @property
    def question(self) -> Question:
        return self.linked.question

    @property
    def schema(self) -> SchemaGraph:
        return self.linked.schema

    @property
    def links(self) -> Links:
        return self.linked.subjects

    @cached_property
    def values(self) -> list[tuple[int, int]]:
        """Where the question says cells word for word."""
        return [(m.start, m.end) for m in self.linked.matches if m.score >= WHOLE_VALUE and m.end - m.start > 1]

    @cached_property
    def strong_columns(self) -> list[Mention]:
        """One sure mention for each stretch that names a column and no table better."""
        best: dict[tuple[int, int], Mention] = {}
        for mention in self.links.columns:
            is_value = any(a <= mention.start and mention.end <= b for a, b in self.values)
            is_table = any(
                t.start <= mention.start and mention.end <= t.end and t.score >= mention.score
                for t in self.links.tables
            )
            key = (mention.start, mention.end)
            is_strong = mention.score >= 0.7 and mention.how != "measure" and not is_value and not is_table
            if is_strong and (key not in best or best[key].score < mention.score):
                best[key] = mention
        return list(best.values())

    @cached_property
    def strong_tables(self) -> list[Mention]:
        return [m for m in self.links.tables if m.score >= 0.75]

    @cached_property
    def heads(self) -> list[str]:
        """Tables by how likely they are what is asked for: first in English, last in Chinese."""
        mentions = sorted(self.strong_tables, key=lambda m: m.start, reverse=self.question.language == "zh")
        return list(dict.fromkeys(m.table for m in mentions))

    @cached_property
    def asked(self) -> frozenset[str]:
        """Tables whose rows are asked for."""
        return asked_tables(self.question, [m for m in self.links.tables if m.score >= ASKED_TABLE])

    @cached_property
    def asked_columns(self) -> frozenset[ColumnId]:
        """Columns that are asked for by which, what or 哪."""
        return asked_columns(self.question, self.strong_columns)

    @cached_property
    def asked_measures(self) -> frozenset[ColumnId]:
        """Columns that hold what "how long" or 多高 asks for."""
        return asked_measures(self.question, self.links.columns)

    @cached_property
    def has_choice(self) -> bool:
        """Whether an "or" stands between things, not in "or more"."""
        bounds = self.question.cues_named("at_least", "at_most")
        return any(
            not any(b.start <= c.start and c.end <= b.end for b in bounds) for c in self.question.cues_named("or")
        )

    @cached_property
    def says_key(self) -> bool:
        """Whether it asks for numbers or codes by which rows are told apart, outside of its conditions."""
        return _KEY.search(self.question.text) is not None

    @cached_property
    def wants_report(self) -> bool:
        """Whether a table to look at is asked for rather than an answer: then what rows are ranked by belongs in it."""
        return _REPORT.search(self.question.text) is not None

    @cached_property
    def measured_counts(self) -> list[Mention]:
        """Columns that hold what "how many people" counts, where no table is of people."""
        cues = self.question.cues_named("count")
        return [
            m
            for m in self.links.columns
            if m.how == "measure"
            and self.schema.column(m.id).kind == "number"
            and any(c.start <= m.start and m.start - c.end <= 2 for c in cues)
            and not any(t.start < m.end and m.start < t.end for t in self.strong_tables)
        ]

    @cached_property
    def shown_for_asked(self) -> frozenset[ColumnId]:
        """The columns that name the rows asked for."""
        return frozenset(self.schema.tables[t].display(self.question.language).id for t in self.asked)

    @cached_property
    def extremes(self) -> list[Cue]:
        """Superlatives, without those inside an average or a count of rows."""
        return self.question.cues_named("max", "min", "recent")

    def mention_near(self, column: tuple[str, str], place: int) -> Mention | None:
        return min(self.links.of_column(column), key=lambda m: (round(-m.score, 1), abs(m.start - place)), default=None)
