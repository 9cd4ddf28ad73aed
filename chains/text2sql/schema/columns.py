"""Tables and columns as the linker sees them: what each may be called, and what kind of thing it holds."""

from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.schema.kinds import Kind, is_family_name, is_given_name
from chains.text2sql.schema.naming import Alias, split_name
from chains.text2sql.schema.storage import Storage
from knowledge.language.stemming import stem

ColumnId = tuple[str, str]


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
    comment: str = ""
    storage: Storage = "other"
    is_nullable: bool = True
    listed: tuple[str, ...] = ()
    """The values that its ENUM or SET type names."""

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
    def full_name(self) -> tuple[ColumnView, ...]:
        """The columns of given and family name, where no column holds both."""
        given = [c for c in self.columns if c.kind == "text" and is_given_name(split_name(c.name))]
        family = [c for c in self.columns if c.kind == "text" and is_family_name(split_name(c.name))]
        return (given[0], family[0]) if given and family else ()

    def own_name(self, language: str) -> ColumnView | None:
        """The column that holds the names of the table's own rows; None where `display` shows something else."""
        if language not in self._own_names:
            self._own_names[language] = self._own_name(self.display(language))
        return self._own_names[language]

    @cached_property
    def _own_names(self) -> dict[str, ColumnView | None]:
        return {}

    @cached_property
    def _displays(self) -> dict[str, ColumnView]:
        return {}

    def _own_name(self, column: ColumnView) -> ColumnView | None:
        words = [word for word in split_name(column.name) if word not in ("zh", "en", "cn")]
        is_own = column.is_name and (len(words) == 1 or shares_word(column.name, self.name))
        is_own = is_own or (shares_word(column.name, self.name) and not column.is_id)
        return column if is_own else None

    def display(self, language: str) -> ColumnView:
        """The column that names a row to a reader of `language`."""
        if language not in self._displays:
            self._displays[language] = self._display(language)
        return self._displays[language]

    def _display(self, language: str) -> ColumnView:
        named = [c for c in self.columns if c.is_name and c.language in (None, language)]
        if not named:
            named = [c for c in self.columns if c.is_name]
        if named:
            own = [c for c in named if len(split_name(c.name)) <= 2 or shares_word(c.name, self.name)]
            return (own or named)[0]
        texts = [c for c in self.columns if c.kind == "text" and c.refers_to is None and not c.is_id]
        telling = [c for c in texts if shares_word(c.name, self.name) or c in self.columns[:2]]
        return (telling or self.primary_keys or texts or list(self.columns))[0]


def shares_word(one: str, other: str) -> bool:
    return bool({stem(w) for w in split_name(one)} & {stem(w) for w in split_name(other)})
