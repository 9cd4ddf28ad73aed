"""What a question mentions of a database: its tables and columns, and the cells that it speaks of."""

from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.schema.columns import ColumnId


@dataclass(frozen=True)
class ValueMatch:
    """A cell value that the question means, at its characters from `start` to `end`; `score` (0..1) is 1 for equal
    texts."""

    table: str
    column: str
    value: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Mention:
    """A stretch of the question that means a table (`column` is None) or a column, with how sure that is (0..1)."""

    table: str
    column: str | None
    start: int
    end: int
    score: float
    how: str

    @property
    def id(self) -> ColumnId:
        return self.table, self.column or ""


@dataclass(frozen=True)
class Mentions:
    """All that may be mentions of tables and of columns."""

    tables: tuple[Mention, ...]
    columns: tuple[Mention, ...]


@dataclass(frozen=True)
class Links:
    """All mentions of a question, the best per place and thing."""

    tables: tuple[Mention, ...]
    columns: tuple[Mention, ...]

    @cached_property
    def _by_column(self) -> dict[ColumnId, list[Mention]]:
        found: dict[ColumnId, list[Mention]] = {}
        for mention in self.columns:
            found.setdefault(mention.id, []).append(mention)
        return found

    def of_column(self, column: ColumnId) -> list[Mention]:
        return self._by_column.get(column, [])

    def of_table(self, table: str) -> list[Mention]:
        return [m for m in self.tables if m.table == table]

    def column_score(self, column: ColumnId) -> float:
        return max((m.score for m in self.of_column(column)), default=0.0)

    def table_score(self, table: str) -> float:
        return max((m.score for m in self.of_table(table)), default=0.0)
