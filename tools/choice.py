"""Which schemas and tables of a database may be asked: the rest is as if it were not there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class TableChoice:
    """Schemas to read (the default one when none is named), and tables by name or pattern (`sales_*`).

    A table is in when a pattern of `include` fits it, or there is none, and no pattern of `exclude` does. Patterns fit
    the name alone or with its schema in front; letter case does not count.
    """

    schemas: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def allows(self, table: str, schema: str | None = None) -> bool:
        """Return whether the table may be asked."""
        names = [table.casefold(), *([f"{schema}.{table}".casefold()] if schema else [])]
        is_in = not self.include or _fits(names, self.include)
        return is_in and not _fits(names, self.exclude)

    def as_dict(self) -> dict[str, list[str]]:
        """Return what is stored of it, and shown."""
        return {"schemas": list(self.schemas), "include": list(self.include), "exclude": list(self.exclude)}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "TableChoice":
        """Return the choice that `as_dict` gave."""
        return cls(*(tuple(stored.get(name) or ()) for name in ("schemas", "include", "exclude")))


def _fits(names: Sequence[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern.casefold()) for name in names for pattern in patterns)


EVERYTHING = TableChoice()


@dataclass(frozen=True)
class Note:
    """What the curator says of a table or column: what it holds, and other words for it."""

    description: str = ""
    synonyms: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored of it, and shown."""
        return {"description": self.description, "synonyms": list(self.synonyms)}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Note":
        """Return the note that `as_dict` gave."""
        return cls(str(stored.get("description") or ""), tuple(stored.get("synonyms") or ()))
