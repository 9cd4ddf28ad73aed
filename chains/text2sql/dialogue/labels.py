"""What tables, columns and conditions are called: in the words of the thread, else in those of the schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chains.text2sql.composition.ground import Ground
from chains.text2sql.dialogue.query_state import plain
from chains.text2sql.generation.plan import AnyOf, Condition, Filter, Plan, Related
from chains.text2sql.linking.types import Links
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.naming import Alias, split_name
from knowledge.language.units import units

_SURE = 0.85
_SAME_IN_PLURAL = frozenset(
    "people men women children staff personnel data media equipment stock inventory sheep".split()
)
_LANGUAGES = ("zh", "en", "cn")


@dataclass(frozen=True)
class Labels:
    """The words for the parts of a schema in one language; `said` are those of the thread."""

    ground: Ground
    language: str
    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[ColumnId, str] = field(default_factory=dict)
    said: Mapping[Condition, str] = field(default_factory=dict)

    def table(self, name: str) -> str:
        """Return what the rows of the table are called."""
        if name in self.tables:
            return self.tables[name]
        view = self.ground.table(name)
        own = " ".join(split_name(name.rsplit(".", 1)[-1]))
        return self._of_aliases(view.aliases) or own

    def column(self, column: ColumnId) -> str:
        """Return what the column is called: by its table where it names that table's rows."""
        return self.names(column)[0]

    def names(self, column: ColumnId) -> list[str]:
        """Return what the column may be called, the best name first."""
        view = self.ground.column(column)
        own = self.own(column)
        found = [own, " ".join(_bare(view.name))]
        if self.ground.table(column[0]).own_name(self.language) == view or view in self.ground.display_of(column[0]):
            found.insert(0, self.of_one(column[0]))
        return list(dict.fromkeys(found))

    def own(self, column: ColumnId) -> str:
        """Return the column's own name, though its table's may say more."""
        view = self.ground.column(column)
        return self.columns.get(column) or self._of_aliases(view.aliases) or " ".join(_bare(view.name))

    def of_one(self, table: str) -> str:
        """Return the name of one row of the table."""
        return singular(self.table(table))

    def _of_aliases(self, aliases: Iterable[Alias]) -> str | None:
        if self.language != "zh":
            return None
        return next((a.text for a in aliases if a.is_chinese and len(a.text) > 1), None)


def labels_of(ground: Ground, language: str, read: Iterable[tuple[str, Links, Plan | None]]) -> Labels:
    """Return the labels from questions with what they mention and how they were understood, the newest first."""
    tables: dict[str, str] = {}
    columns: dict[ColumnId, str] = {}
    said: dict[Condition, str] = {}
    for text, links, plan in read:
        for mention in sorted((*links.tables, *links.columns), key=lambda m: -m.score):
            words = text[mention.start : mention.end]
            if mention.how != "name" or mention.score < _SURE or words.isascii() == (language == "zh"):
                continue
            if mention.column is None:
                tables.setdefault(mention.table, words)
            elif _is_of_its_form(words, mention.column):
                columns.setdefault(mention.id, words)
        for condition in plan.filters if plan is not None else ():
            for part in (condition, *_inside(condition)):
                if part.at != (0, 0):
                    said.setdefault(plain(part), text[part.at[0] : part.at[1]])
    return Labels(ground, language, tables, columns, said)


def _is_of_its_form(words: str, name: str) -> bool:
    """Whether the words name the column in its own form: cause, not "caused"; years, but as one year."""
    return not words.isascii() or singular(words.split()[-1].casefold()) in {singular(w) for w in split_name(name)}


def _bare(name: str) -> list[str]:
    """The words of a column's name without its language and unit."""
    words = [w for w in split_name(name) if w not in _LANGUAGES]
    return [w for w in words if w not in units()] or words


def _inside(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case AnyOf():
            return condition.conditions
        case Related():
            return condition.filters
        case Filter() | _:
            return ()


def plural(noun: str) -> str:
    """Return the plural of an English noun; other words as they are."""
    if not noun.isascii() or noun.endswith("s") or not noun[-1:].isalpha() or noun.split()[-1] in _SAME_IN_PLURAL:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("x", "ch", "sh", "z")) else f"{noun}s"


def singular(noun: str) -> str:
    """Return one of an English plural; other words as they are."""
    if not noun.isascii() or not noun.endswith("s") or noun.endswith(("ss", "us", "is")):
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(("xes", "ches", "shes", "sses")) else noun[:-1]
