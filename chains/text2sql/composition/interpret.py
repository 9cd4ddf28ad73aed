"""Reads a linked question as compositions over its database: the SQL of each, and what it says in words."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from chains.text2sql.composition.compose import Composition, Cover, compose, covers_of
from chains.text2sql.composition.ground import Ground
from chains.text2sql.composition.labels import Labels
from chains.text2sql.generation.plan_sql import plan_to_sql
from chains.text2sql.generation.temporal import DateFormat, FormatTooCoarse
from chains.text2sql.linking.column_words import filter_words
from chains.text2sql.linking.filter_options import filter_options
from chains.text2sql.linking.filters import FilterOption, Test
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.truth import Truth, truth_of
from chains.text2sql.protocols import Database, Profile
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.paths import Paths


@dataclass(frozen=True)
class Interpretation:
    """A composition with its SQL."""

    composition: Composition
    sql: str


class Interpreter:
    """Composes questions over one database."""

    def __init__(self, linked: LinkedQuestion, database: Database) -> None:
        self._linked = linked
        self._database = database
        self._profiles: dict[str, Mapping[str, Profile]] = {}
        self.ground = Ground(
            linked.question, linked.schema, self._format_of, self._truth_of, self._gaps_of, Paths(linked.schema)
        )

    def interpretations(self) -> list[Interpretation]:
        """Return the ways to read the question, the surest first; empty when nothing of the database is spoken of."""
        found: list[Interpretation] = []
        for made in self.compositions():
            with suppress(FormatTooCoarse):  # a year cannot tell days apart: another reading is meant
                found.append(Interpretation(made, self.sql_of(made)))
        return found

    def compositions(self, about: str | None = None) -> list[Composition]:
        """Return the compositions of the question, the surest first; with `about`, those about that table."""
        return compose(self.ground, self._linked.links, self.options(), about)

    def cover(self) -> Cover | None:
        """Return the cheapest way to cut the question into atoms."""
        return next(iter(covers_of(self.ground, self._linked.links, self.options())), None)

    def sql_of(self, made: Composition) -> str:
        """Return the SQL of a composition in the dialect of the database."""
        labels = Labels(made.plan, self._linked.schema, self._linked.question.language)
        return plan_to_sql(made.plan, self._database.dialect, self._format_of, labels, self._list_of)

    def profile(self, table: str) -> Mapping[str, Profile]:
        """Return what a sample of the table's rows shows of its columns."""
        if table not in self._profiles:
            self._profiles[table] = self._database.profile(table)
        return self._profiles[table]

    def _format_of(self, column: ColumnId) -> DateFormat | None:
        found = self.profile(column[0]).get(column[1])
        return found.date_format if found is not None else None

    def _truth_of(self, column: ColumnId) -> Truth | None:
        words = filter_words(self._linked.schema).columns.get(column)
        return truth_of(words, self.profile(column[0]).get(column[1])) if words is not None else None

    def _gaps_of(self, column: ColumnId) -> float:
        """The share of rows without a value, of the sample."""
        found = self.profile(column[0]).get(column[1])
        return found.nulls / found.rows if found is not None and found.rows else 0.0

    def _list_of(self, column: ColumnId) -> str | None:
        found = self.profile(column[0]).get(column[1])
        if found is None or found.list_format is None:
            return None
        return found.separator if found.list_format == "separated" else found.list_format

    def options(self) -> list[FilterOption]:
        """Return the ways in which words of the question may be filters."""
        question, schema = self._linked.question, self._linked.schema
        values = self._database.values()
        found = filter_options(question, schema, self.profile, values, self._database.find_value)
        taken = [(o.start, o.end) for o in found]
        translated = [
            FilterOption(
                m.start, m.end, Test((m.table, m.column), "in", (m.value,)), None, 0.9 * m.score, "value", m.value
            )
            for m in self._linked.matches
            if not any(a < m.end and m.start < b for a, b in taken)
        ]
        return [*found, *translated]
