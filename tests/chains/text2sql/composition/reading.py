"""Asks a small database and shows what was composed: its rows, its plan, the words that were left over."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from chains.text2sql.composition.compose import left_words
from chains.text2sql.composition.interpret import Interpretation, Interpreter
from chains.text2sql.execution.deciding import lies_within
from chains.text2sql.generation.plan import Plan
from chains.text2sql.linking.linked import link_question
from tools.databases import ReadOnlyDatabase

TODAY = dt.date(2026, 5, 4)


@dataclass(frozen=True)
class Asked:
    """One question with the ways in which it was read."""

    question: str
    database: ReadOnlyDatabase
    found: tuple[Interpretation, ...]

    @property
    def best(self) -> Interpretation:
        assert self.found, f"nothing was composed: {self.question}"
        return self.found[0]

    @property
    def plan(self) -> Plan:
        return self.best.composition.plan

    @property
    def left(self) -> list[str]:
        return left_words(self.question, self.best.composition.left)

    @property
    def assumed(self) -> tuple[str, ...]:
        return self.best.composition.assumed

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of the surest reading, every word of which must have its part."""
        assert not self.left, f"{self.question}: left over {self.left}"
        return [tuple(row) for row in self.database.query(self.best.sql).rows]

    def shows(self, *expected: Any) -> bool:
        """Return whether there are as many rows, and each holds the cells of one that is expected (a cell, or a tuple);
        further columns may stand beside them."""
        rows = self.rows
        return lies_within([_cells(e) for e in expected], [_cells(r) for r in rows]) or self._fail(rows)

    def shows_in_order(self, *expected: Any) -> bool:
        """Return whether the rows hold these cells in this order."""
        rows = self.rows
        is_same = len(rows) == len(expected)
        pairs = zip(rows, expected, strict=False)
        return (is_same and all(lies_within([_cells(e)], [_cells(r)]) for r, e in pairs)) or self._fail(rows)

    def _fail(self, rows: list[tuple[Any, ...]]) -> bool:
        pytest.fail(f"{self.question}: {rows}\n{self.best.sql}")


def _cells(row: Any) -> list[Any]:
    cells = row if isinstance(row, tuple) else (row,)
    return [round(c, 4) + 0.0 if isinstance(c, (int, float)) else c for c in cells]


def ask(question: str, database: ReadOnlyDatabase, today: dt.date = TODAY) -> Asked:
    """Return the question as it is read on a day."""
    linked = link_question(question, database, None, None, today)
    return Asked(question, database, tuple(Interpreter(linked, database).interpretations()))
