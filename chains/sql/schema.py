"""The schema as the linker sees it:

what each table and column may be called, what kind of thing it holds, how tables join.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import MetaData

from chains.sql.question import stem
from chains.sql.vocabulary import units as known_units

Kind = Literal["number", "text", "time", "year", "month", "truth"]
ColumnId = tuple[str, str]

_SPLIT_NAME = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[\u3400-\u9fff]+")
_SPLIT_COMMENT = re.compile(r"[/,，、;；|。()（）:：\n.]|\bor\b|\band\b|和|或")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[)）]")
_FILLER = frozenset(
    "the a an of in on for to is was were are that which when where who and or with this each by from as at it".split()
)
_LANGUAGE_MARKS = {
    "zh": re.compile(r"_(?:zh|cn|chinese)$|中文|\bchinese\b", re.IGNORECASE),
    "en": re.compile(r"_(?:en|english)$|英文|\benglish\b", re.IGNORECASE),
}
_NAME_LIKE = ("name", "title", "名称", "姓名", "名字", "名")


@dataclass(frozen=True)
class Alias:
    """One way to speak of a table or column: English stems or a run of ideographs. `weight` is how much it counts."""

    text: str
    stems: tuple[str, ...]
    weight: float = 1.0

    @property
    def is_chinese(self) -> bool:
        return not self.stems


@dataclass(frozen=True)
class ColumnView:
    """A column with its kind, its aliases, and how it takes part in keys."""

    table: str
    name: str
    kind: Kind
    aliases: tuple[Alias, ...]
    units: frozenset[str]
    language: str | None
    is_key: bool
    is_id: bool
    refers_to: ColumnId | None
    phrase: str

    @property
    def id(self) -> ColumnId:
        return self.table, self.name

    @cached_property
    def is_name(self) -> bool:
        words = split_name(self.name)
        if self.kind != "text" or not words:
            return False
        tail = [w for w in words if w not in ("zh", "en", "cn")]
        return bool(tail) and (
            tail[-1] in ("name", "title") or tail[-1].endswith(("名称", "姓名", "名字", "名", "标题"))
        )


@dataclass(frozen=True)
class TableView:
    """A table with its aliases and columns."""

    name: str
    aliases: tuple[Alias, ...]
    columns: tuple[ColumnView, ...]
    phrase: str

    @cached_property
    def by_name(self) -> dict[str, ColumnView]:
        return {column.name: column for column in self.columns}

    @cached_property
    def primary_keys(self) -> list[ColumnView]:
        return [column for column in self.columns if column.is_key]

    @cached_property
    def is_link(self) -> bool:
        """Whether the table only ties others together."""
        return sum(c.refers_to is not None for c in self.columns) >= 2 and all(
            c.refers_to is not None or c.is_key for c in self.columns
        )

    def display(self, language: str) -> ColumnView:
        """The column that names a row to a reader of `language`."""
        named = [c for c in self.columns if c.is_name and c.language in (None, language)]
        if not named:
            named = [c for c in self.columns if c.is_name]
        if named:
            own = [c for c in named if len(split_name(c.name)) <= 2 or _shares_word(c.name, self.name)]
            return (own or named)[0]
        texts = [c for c in self.columns if c.kind == "text" and c.refers_to is None and not c.is_id]
        return (self.primary_keys or texts or list(self.columns))[0] if not texts else texts[0]


@dataclass(frozen=True)
class Edge:
    """Two columns by which tables join. `is_guess` when no key says so."""

    left: ColumnId
    right: ColumnId
    is_guess: bool = False


@dataclass
class SchemaView:
    """All tables and the ways they join."""

    tables: dict[str, TableView]
    edges: list[Edge] = field(default_factory=list)

    def column(self, column: ColumnId) -> ColumnView:
        return self.tables[column[0]].by_name[column[1]]

    @cached_property
    def columns(self) -> list[ColumnView]:
        return [column for table in self.tables.values() for column in table.columns]

    @cached_property
    def table_frequency(self) -> dict[str, int]:
        """In how many tables each stem or ideograph run occurs."""
        return _frequency(list(self.tables.values()))

    @cached_property
    def frequency(self) -> dict[str, int]:
        """In how many tables and columns each stem or ideograph run occurs."""
        return _frequency([*self.tables.values(), *self.columns])


def _frequency(things: Sequence["TableView | ColumnView"]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for thing in things:
        for piece in {s for alias in thing.aliases for s in (alias.stems or (alias.text,))}:
            counts[piece] = counts.get(piece, 0) + 1
    return counts


def view_schema(metadata: MetaData) -> SchemaView:
    """Return the linker's view of `metadata`; joins without keys are guessed from equal names."""
    tables = {str(t.key): _table_view(t) for t in metadata.tables.values()}
    edges = [
        Edge((str(t.key), key.parent.name), (str(key.column.table.key), key.column.name))
        for t in metadata.tables.values()
        for key in sorted(t.foreign_keys, key=lambda k: k.parent.name)
    ]
    return SchemaView(tables, edges + _guessed_edges(tables, edges))


def split_name(name: str) -> list[str]:
    """Return the lower-case words of `songReleaseYear`, `song_release_year` or `song release year`."""
    return [word.casefold() for word in _SPLIT_NAME.findall(name)]


def _table_view(table: sa.Table) -> TableView:
    name = str(table.name)
    words = split_name(name)
    aliases = [*_aliases(words), *_comment_aliases(table.comment)]
    trimmed = [w for w in words if w not in ("info", "list", "table", "tbl", "data", "record", "records")]
    if trimmed and trimmed != words:
        aliases.extend(_aliases(trimmed))
    columns = tuple(_column_view(table, column) for column in table.columns)
    return TableView(str(table.key), tuple(_unique(aliases)), columns, _phrase(words, table.comment))


def _column_view(table: sa.Table, column: sa.Column[object]) -> ColumnView:
    words = split_name(column.name)
    comment = _IN_BRACKETS.sub(" ", column.comment or "")
    units = {unit for unit in known_units() if unit in words[1:]} | _units_in(column.comment or "")
    table_words = set(split_name(str(table.name)))
    bare = [w for w in words if w not in known_units() or len(words) == 1]
    bare = [w for w in bare if w not in ("zh", "en", "cn")] or words
    own = [w for w in bare if w not in table_words and stem(w) not in {stem(t) for t in table_words}]
    aliases = [*_aliases(bare), *_comment_aliases(comment)]
    if own and own != bare:
        aliases.extend(_aliases(own, 0.95))
    key = next(iter(sorted(column.foreign_keys, key=lambda k: k.target_fullname)), None)
    target = (str(key.column.table.key), key.column.name) if key is not None else None
    kind = _kind(column, words)
    return ColumnView(
        table=str(table.key),
        name=column.name,
        kind=kind,
        aliases=tuple(_unique(aliases)),
        units=frozenset(units),
        language=_language_of_column(column),
        is_key=bool(column.primary_key),
        is_id=_is_id(words, column.comment) or target is not None or (bool(column.primary_key) and kind == "number"),
        refers_to=target,
        phrase=_phrase(words, column.comment),
    )


def _kind(column: sa.Column[object], words: list[str]) -> Kind:
    says = set(words)
    comment = column.comment or ""
    if isinstance(column.type, sa.Boolean):
        return "truth"
    if isinstance(column.type, (sa.Date, sa.DateTime)):
        return "time"
    is_number = isinstance(column.type, (sa.Numeric, sa.Integer, sa.Float))
    if (words and words[-1] in ("year", "yr")) or re.search(r"年份|^年$", column.name + comment.split("/")[0].strip()):
        return "year"
    if is_number and (says & {"month"} or "月份" in comment) and len(words) == 1:
        return "month"
    if is_number:
        return "year" if words and words[0] == "year" and len(words) == 1 else "number"
    if says & {"date", "datetime", "timestamp", "birthday"} or (says & {"at", "on"} and words[-1] in ("at", "on")):
        return "time"
    return "text"


def _is_id(words: list[str], comment: str | None) -> bool:
    return bool(words) and (words[-1] in ("id", "ids", "code", "uuid") or (len(words) == 1 and words[0] == "id"))


def _language_of_column(column: sa.Column[object]) -> str | None:
    text = f"{column.name} {column.comment or ''}"
    by_name = [lang for lang, mark in _LANGUAGE_MARKS.items() if mark.search(column.name)]
    if by_name:
        return by_name[0]
    found = [lang for lang, mark in _LANGUAGE_MARKS.items() if mark.search(text)]
    return found[0] if len(found) == 1 else None


def _aliases(words: list[str], weight: float = 1.0) -> list[Alias]:
    """English words make one alias, a run of ideographs each its own."""
    english = [w for w in words if w.isascii()]
    made = [Alias(w, (), weight) for w in words if not w.isascii()]
    if english:
        made.append(Alias(" ".join(english), tuple(stem(w) for w in english), weight))
    return made


def _comment_aliases(comment: str | None) -> list[Alias]:
    if not comment:
        return []
    made: list[Alias] = []
    for place, piece in enumerate(p.strip() for p in _SPLIT_COMMENT.split(comment)):
        chinese = _IDEOGRAPHS.findall(piece)
        weight = 1.0 if place < 3 else 0.8
        made.extend(Alias(run, (), weight) for run in chinese if len(run) > 1 or len(piece) == 1)
        made.extend(
            Alias(run[:-3] + "名称", (), weight)
            for run in chinese
            if run.endswith(("中文名", "英文名")) and len(run) > 3
        )
        made.extend(
            Alias(run[:-1], (), 0.9 * weight)
            for run in chinese
            if run.endswith(("时间", "数量")) is False and run.endswith("额")
        )
        if chinese:
            continue
        words = [w.casefold() for w in re.findall(r"[A-Za-z]+", re.sub(r"\bin [A-Za-z/ ]+$", "", piece))]
        telling = [w for w in words if w not in _FILLER]
        if telling:
            # of "readings of each plant" the last word is not the thing itself
            is_plain = len(telling) == len(words) and len(words) < 4
            made.append(Alias(" ".join(telling), tuple(stem(w) for w in telling), weight if is_plain else 0.85))
    return made


def _units_in(comment: str) -> set[str]:
    pieces = [*_IN_BRACKETS.findall(comment), *re.findall(r"\bin ([A-Za-z%$ ]+)$", comment)]
    found = set()
    for piece in pieces:
        head = re.split(r"[/每]| per ", piece.strip())[0].strip()
        found |= {u for u, p in known_units().items() if re.fullmatch(p, head, re.IGNORECASE)}
    return found


def _phrase(words: list[str], comment: str | None) -> str:
    """What the multilingual embedder is given for a table or column."""
    text = " ".join(w for w in words if w not in ("zh", "en"))
    return f"{text} {_IN_BRACKETS.sub('', comment)}".strip() if comment and not words else text


def _unique(aliases: list[Alias]) -> list[Alias]:
    best: dict[str, Alias] = {}
    for alias in aliases:
        if alias.text not in best or best[alias.text].weight < alias.weight:
            best[alias.text] = alias
    return list(best.values())


def _shares_word(one: str, other: str) -> bool:
    return bool({stem(w) for w in split_name(one)} & {stem(w) for w in split_name(other)})


def _guessed_edges(tables: dict[str, TableView], known: list[Edge]) -> list[Edge]:
    """Joins between tables that no chain of keys connects, by columns of the same telling name."""
    joined = {frozenset((e.left[0], e.right[0])) for e in known}
    names: dict[str, list[ColumnView]] = {}
    for table in tables.values():
        for column in table.columns:
            names.setdefault(column.name.casefold(), []).append(column)
    found = []
    for name, columns in names.items():
        is_telling = len(split_name(name)) > 1 or not name.isascii()
        # the table that the name is about stands at the centre: city.state_name leads to state
        centre = next((c for c in columns if is_telling and _shares_word(c.table, c.name)), None)
        if centre is None or centre.kind not in ("text", "number"):
            continue
        for column in columns:
            pair = frozenset((centre.table, column.table))
            if column is not centre and column.kind == centre.kind and pair not in joined:
                found.append(Edge(column.id, centre.id, True))
                joined.add(pair)
    return found
