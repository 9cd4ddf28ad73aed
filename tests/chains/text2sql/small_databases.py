"""Small SQLite databases that tests make of statements."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from chains.text2sql import SqlAnswer, answer_question
from knowledge.language.embedding import Embed
from tools.databases import ReadOnlyDatabase


def made_of(path: Path, statements: Iterable[str]) -> ReadOnlyDatabase:
    """Return the database that the statements make."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return ReadOnlyDatabase(path.stem, f"sqlite:///{path}")


async def rows_for(question: str, database: ReadOnlyDatabase, embed: Embed | None = None) -> list[tuple[Any, ...]]:
    """Return the rows that answer the question, sorted; none where it was declined."""
    answer = await answer_question(question, database, embed=embed)
    return sorted(tuple(row) for row in answer.rows) if isinstance(answer, SqlAnswer) else []
