"""A composition in the making: one cover of the question around one subject, and what its atoms stand for so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chains.text2sql.composition.atoms import Atom, Cover, Kind
from chains.text2sql.composition.ground import Ground
from chains.text2sql.generation.plan import Attribute, Condition, Key, Output, Related
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.kinds import is_money
from chains.text2sql.schema.naming import split_name
from chains.text2sql.schema.paths import Path

_SUMMARY = ("统计", "统计一下", "汇总", "计算", "求", "calculate", "compute", "report", "show", "show me", "give me")
"""Requests that ask for amounts as well as for rows."""


@dataclass
class Group:
    """What rows are grouped by: the keys, what is shown of them, and whether those without rows are kept."""

    keys: tuple[Key, ...]
    shown: tuple[Output, ...]
    entity: str | None = None
    keeps_none: bool = False


@dataclass
class Order:
    """An extreme or an order: of a column, of the number of rows of a table (`counted`), or of the subject's own rows
    that share what is asked for (`of_rows`); which end first, and how many."""

    descending: bool
    at: int
    attribute: Attribute | None = None
    counted: str | None = None
    limit: int | None = None
    place: int = 1
    is_sorting: bool = False
    of_rows: bool = False


@dataclass
class Draft:
    """`used` are the atoms that have a part, `measured` the columns that a function was taken of.

    `taken` are stretches that stand for themselves (a text to look for); `doubt` is added to the cost of the cover.
    """

    ground: Ground
    cover: Cover
    subject: str
    mentions: tuple[Mention, ...] = ()
    used: set[int] = field(default_factory=set)
    measured: set[int] = field(default_factory=set)
    negated: set[int] = field(default_factory=set)
    filters: list[Condition] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    anchors: dict[str, Path] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    doubt: float = 0.0
    names_subject: bool = False
    shows_values: bool = False
    lists_rows: bool = False
    asked: list[Attribute] = field(default_factory=list)

    @property
    def atoms(self) -> tuple[Atom, ...]:
        return self.cover.atoms

    @property
    def is_chinese(self) -> bool:
        return self.ground.question.language == "zh"

    def cue(self, *names: str) -> list[int]:
        """The places of the cues of these names."""
        return [i for i, a in enumerate(self.atoms) if a.is_cue(*names)]

    def has(self, *names: str) -> bool:
        return any(a.is_cue(*names) for a in self.atoms)

    def kind(self, index: int) -> Kind | None:
        return self.atoms[index].kind if 0 <= index < len(self.atoms) else None

    def is_cue(self, index: int, *names: str) -> bool:
        return 0 <= index < len(self.atoms) and self.atoms[index].is_cue(*names)

    def word(self, index: int) -> str:
        """What the question says at an atom, in lower case."""
        return self.ground.question.text[self.atoms[index].start : self.atoms[index].end].casefold()

    def said(self, index: int) -> str:
        """What the question says at an atom."""
        return self.ground.question.text[self.atoms[index].start : self.atoms[index].end]

    def between(self, one: int, other: int) -> str:
        """What the question says between two atoms."""
        return self.ground.question.text[self.atoms[one].end : self.atoms[other].start]

    def use(self, *indexes: int) -> None:
        self.used.update(indexes)

    def free(self, *kinds: Kind) -> list[int]:
        """The places of atoms of these kinds that have no part yet."""
        return [i for i, a in enumerate(self.atoms) if a.kind in kinds and i not in self.used]

    def beside(self, index: int, kind: Kind, order: Sequence[int] = (1, -1)) -> list[int]:
        """The neighbours of a kind, in the order of their distances."""
        return [index + step for step in order if self.kind(index + step) is kind]

    def compound(self, index: int) -> int:
        """The last of column atoms side by side: the density of "population density"."""
        while (
            self.kind(index) is Kind.COLUMN
            and self.kind(index + 1) is Kind.COLUMN
            and not self.between(index, index + 1).strip()
            and not self.is_chinese
        ):
            index += 1
        return index

    def use_between(self, first: int, last: int, *names: str) -> None:
        self.use(*[k for k in range(min(first, last), max(first, last)) if self.atoms[k].is_cue(*names)])

    # columns

    def attribute(self, mentions: Sequence[Mention], *, wants_amount: bool = False) -> Attribute | None:
        """The column that is meant: on the subject, or along to-one steps."""
        best: tuple[float, Attribute] | None = None
        for mention in mentions:
            if mention.column is None or mention.table not in self.ground.schema.tables:
                continue
            column = self.ground.column(mention.id)
            for path in self.ground.paths.to_one(self.subject, mention.table):
                if path and mention.table == self.subject:
                    continue
                score = mention.score - 0.15 * len(path) + (0.1 if mention.table in self.named_tables else 0.0)
                if wants_amount:
                    fits = self.ground.is_amount(column) or self.ground.is_date(column)
                    score += 0.3 if fits else -0.3
                if best is None or score > best[0]:
                    best = (score, Attribute(path, mention.id))
        return best[1] if best is not None else None

    @property
    def named_tables(self) -> frozenset[str]:
        return frozenset(m.table for a in self.atoms for m in a.tables)

    @cached_property
    def measuring(self) -> tuple[Mention, ...]:
        """Columns that adjectives and verbs measure: a price for "cheap"."""
        return tuple(m for m in self.mentions if m.how == "measure")

    def named_at(self, index: int) -> list[Mention]:
        """Columns whose names the words of an atom hold, whatever the atom stands for."""
        atom = self.atoms[index]
        return [m for m in self.mentions if m.how == "name" and m.start < atom.end and atom.start < m.end]

    def names_subject_alone(self) -> bool:
        """Whether the rows themselves are asked for: which, list, who."""
        return self.has("which", "who") or any(
            self.is_cue(i, "list") and self.word(i) not in _SUMMARY for i in range(len(self.atoms))
        )

    def measured_at(self, index: int) -> list[Mention]:
        """Columns that the word at an atom measures: a salary for "earns"."""
        atom = self.atoms[index]
        return [m for m in self.measuring if m.start < atom.end and atom.start < m.end]

    def money(self) -> Attribute | None:
        """The column of money of the subject, or its only amount."""
        amounts = [
            c
            for c in self.ground.table(self.subject).columns
            if self.ground.is_amount(c) and self.ground.truths(c.id) is None
        ]
        money = [c for c in amounts if is_money(split_name(c.name)) or any(is_money([a.text]) for a in c.aliases)]
        chosen = money[:1] if len(money) == 1 or money else amounts if len(amounts) == 1 else []
        return Attribute((), chosen[0].id) if chosen else None

    def identity(self) -> tuple[Attribute, ...]:
        """The columns that name a row of the subject."""
        shown = tuple(Attribute((), c.id) for c in self.ground.display_of(self.subject))
        names_row = all(c.is_name for c in self.ground.display_of(self.subject))
        return shown if names_row else tuple(dict.fromkeys((*self.row_key(), *shown)))

    def row_key(self) -> tuple[Attribute, ...]:
        return tuple(Attribute((), c.id) for c in self.ground.table(self.subject).primary_keys)

    def key_step(self, column: ColumnId) -> Path:
        """The step along a key column of the subject, empty when it is none."""
        return tuple(s for s in self.ground.paths.references(column[0]) if s.here == column)[:1]
