"""The databases of this folder (NAME.sql), their questions (NAME.toml), and how each comes out.

A question holds `ask` and the `sql` whose rows are right, or `unanswerable`; `kind` may say what it tries. One
that is not answered rightly yet is `known` to be "declined" (refused, or answered beside a notice) or "wrong".
"""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import sqlalchemy as sa

from chains.text2sql import EmbeddingCache, answer_question
from tests.evals.case_databases import Made, Workshop
from tests.evals.case_sql import judge, shown
from tests.evals.case_tally import Judged
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError

FOLDER = Path(__file__).parent
DATABASES = tuple(path.stem for path in sorted(FOLDER.glob("*.toml")))
_DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "sqlite": "sqlite"}


@dataclass(frozen=True)
class Question:
    """A question of one database; `sql` None: the database does not hold what it asks for."""

    database: str
    ask: str
    sql: str | None
    known: Literal["declined", "wrong"] | None
    kind: str = ""


def read(database: str) -> dict[str, Any]:
    """Return what NAME.toml says."""
    return tomllib.loads((FOLDER / f"{database}.toml").read_text(encoding="utf-8"))


def questions(database: str) -> Iterator[Question]:
    """Yield the questions of a database in their order."""
    for row in read(database)["questions"]:
        if ("sql" in row) == row.get("unanswerable", False):
            raise ValueError(f"{row['ask']}: give either its sql or unanswerable = true")
        yield Question(database, row["ask"], row.get("sql"), row.get("known"), row.get("kind", ""))


class Everyday:
    """One database of the folder, made on its engine and connected as the product connects it."""

    def __init__(self, name: str, made: Made, embed: EmbeddingCache) -> None:
        self._today: dt.date = read(name)["today"]
        self._embed = embed
        self._database: ReadOnlyDatabase = made.open()
        url = sa.make_url(made.url)
        self._owner = sa.create_engine(url.set(drivername=_DRIVERS[url.get_backend_name()]))

    @classmethod
    @contextmanager
    def opened(cls, name: str, embed: EmbeddingCache) -> Iterator[Self]:
        """Make the database, and drop it at the end. Raises sqlalchemy's OperationalError without a server."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sancha-everyday-")))
            own = f"sancha_everyday_{name}"
            workshop = Workshop(folder, own)
            stack.callback(workshop.close)
            engine = read(name)["engine"]
            script = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
            everyday = cls(name, workshop.make(script, engine, (own,) if engine == "mysql" else ()), embed)
            stack.callback(everyday.close)
            yield everyday

    def close(self) -> None:
        """Close the connections."""
        self._database.close()
        self._owner.dispose()

    def expected(self, question: Question) -> list[list[Any]] | None:
        """Return the rows of the question's own query; None where there is none."""
        if question.sql is None:
            return None
        with self._owner.connect().execution_options(no_parameters=True) as connection:
            return [list(row) for row in connection.exec_driver_sql(question.sql)]

    def judged(self, question: Question) -> Judged:
        """Ask the chain at the date of the database, and compare."""
        try:
            answer = asyncio.run(
                answer_question(question.ask, self._database, embed=self._embed, today=self._today)
            )  # fmt: skip
        except DatabaseError as error:
            return judge(question.ask, self.expected(question), None, str(error))
        return judge(question.ask, self.expected(question), shown(answer))
