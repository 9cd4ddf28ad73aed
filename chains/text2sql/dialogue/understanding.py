"""A question as the composer understands it, and a state as a question that it understands just so."""

import datetime as dt
from dataclasses import dataclass

from chains.text2sql.composition.compose import Composition
from chains.text2sql.composition.interpret import Interpreter
from chains.text2sql.dialogue.labels import Labels
from chains.text2sql.dialogue.query_state import QueryState, state_of
from chains.text2sql.dialogue.wording import wordings
from chains.text2sql.linking.linked import LinkedQuestion, link_question
from chains.text2sql.protocols import Database
from knowledge.language.embedding import Embed


@dataclass(frozen=True)
class Reader:
    """Reads questions over one database on one day."""

    database: Database
    embed: Embed | None = None
    today: dt.date | None = None

    def read(self, text: str, language: str | None = None) -> "Read":
        """Return the question linked to the database."""
        linked = link_question(text, self.database, language, self.embed, self.today)
        return Read(text, linked, Interpreter(linked, self.database))

    def worded(self, state: QueryState, labels: Labels) -> str | None:
        """Return the state as one question that is read as just that state, None where no wording is."""
        for question in wordings(state, labels):
            understood = self.read(question, labels.language).understood()
            if understood is not None and understood.same_as(state):
                return question
        return None


@dataclass(frozen=True)
class Read:
    """A question, what it mentions, and its compositions."""

    text: str
    linked: LinkedQuestion
    interpreter: Interpreter

    def composition(self, about: str | None = None) -> Composition | None:
        """Return the surest composition, None when nothing of the database is spoken of."""
        return next(iter(self.interpreter.compositions(about)), None)

    def understood(self) -> QueryState | None:
        """Return the state that the question asks for, None where a word of it is left over."""
        made = self.composition()
        return state_of(made.plan, self.interpreter.ground) if made is not None and made.is_complete else None
