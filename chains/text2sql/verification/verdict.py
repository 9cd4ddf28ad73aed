"""What was found wrong with a statement."""

from dataclasses import dataclass
from typing import Literal

from chains.text2sql.composition.atoms import Span

Kind = Literal["missing", "invented", "inverted"]


@dataclass(frozen=True)
class Fault:
    """One fault: the words of the question that are not met, and the part of the SQL that no words ask for or that
    does the opposite of them. `span` and `words` are empty for what is invented, `sql` for what is missing."""

    kind: Kind
    span: Span = (0, 0)
    words: str = ""
    sql: str = ""


@dataclass(frozen=True)
class Verdict:
    """The faults of one statement, each kind in the order of the question or the statement."""

    missing: tuple[Fault, ...] = ()
    invented: tuple[Fault, ...] = ()
    inverted: tuple[Fault, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self.inverted, *self.missing, *self.invented)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults
