"""Cases of the database road: everyday questions over small tables, dialogues, and statements that must run."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from chains.text2sql import Declined, EmbeddingCache, SqlAnswer, answer_question
from server.models import SENTENCE_EMBEDDER, Embedders, catalog_of, hub_settings
from server.settings import Settings
from tests.evals.case_databases import Made, Workshop
from tests.evals.case_rows import same_rows
from tests.evals.case_tally import Judged, Outcome
from tests.evals.house import House, open_empty
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError

_SCHEMAS = re.compile(r'CREATE SCHEMA "?(\w+)"?', re.IGNORECASE)


def judge_sql(folder: Path, *, case: str | None, through_server: bool) -> Iterator[tuple[str, list[Judged]]]:
    """Yield each case's name with its questions judged.

    A folder holds `tables.sql` and any of `questions.json`, `dialogues.json`, `queries.json`.
    """
    with tempfile.TemporaryDirectory(prefix="sancha-cases-") as home:
        workshop = Workshop(Path(home))
        try:
            made = {path.parent.name: _made(workshop, path.parent) for path in sorted(folder.glob("*/tables.sql"))}
            embed = embedder()
            for path in sorted(folder.iterdir()):
                if path.is_dir() and case in (None, path.name):
                    judged = list(_judged(path, made, workshop, embed, through_server=through_server))
                    if judged:
                        yield path.name, judged
        finally:
            workshop.close()


def embedder(weights: Path | None = None) -> EmbeddingCache:
    """Return the product's sentence embedder; `weights` is the folder that it is in, the usual one when left out."""
    settings = Settings(weights_dir=weights)
    embedders = Embedders(catalog_of(settings), settings.weights, hub_settings(settings))
    return EmbeddingCache(lambda texts: embedders(SENTENCE_EMBEDDER).embed_documents(texts))


def _made(workshop: Workshop, folder: Path) -> Made:
    script = (folder / "tables.sql").read_text(encoding="utf-8")
    path = folder / "questions.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    named = told.get("schemas") or ([told["schema"]] if told.get("schema") else _SCHEMAS.findall(script))
    return workshop.make(script, told.get("engine", "postgresql"), tuple(named))


def _judged(
    folder: Path, made: dict[str, Made], workshop: Workshop, embed: EmbeddingCache, *, through_server: bool
) -> Iterator[Judged]:
    if (folder / "questions.json").exists():
        questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))["questions"]
        ask = _ask_house if through_server else _ask_chain(embed)
        for row, judged in zip(questions, ask(questions, made[folder.name]), strict=True):
            yield replace(judged, kind=row.get("kind", ""))
    if (folder / "dialogues.json").exists():
        dialogues = json.loads((folder / "dialogues.json").read_text(encoding="utf-8"))["dialogues"]
        yield from _hold(dialogues, made[folder.name])
    if (folder / "queries.json").exists():
        queries = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
        yield from _run(queries, made, workshop)


Asker = Callable[[Sequence[dict[str, Any]], Made], Iterator[Judged]]


def _ask_chain(embed: EmbeddingCache) -> Asker:
    """Ask the chain as the road does in the smallest tier, at the date of each question."""

    def ask(questions: Sequence[dict[str, Any]], made: Made) -> Iterator[Judged]:
        opened: dict[str | None, ReadOnlyDatabase] = {}
        try:
            for row in questions:
                table = row.get("table")
                database = opened.setdefault(table, made.open(table)) if table not in opened else opened[table]
                today = dt.date.fromisoformat(row["today"]) if row.get("today") else None
                try:
                    answer = asyncio.run(answer_question(row["question"], database, embed=embed, today=today))
                except DatabaseError as error:
                    yield judge(row["question"], row["expected_rows"], None, str(error))
                else:
                    yield judge(row["question"], row["expected_rows"], shown(answer))
        finally:
            for database in opened.values():
                database.close()

    return ask


def shown(answer: SqlAnswer | Declined | None) -> dict[str, Any] | None:
    """What clients see of an answer; its notice stands beside the rows. None when nothing is answered."""
    if not isinstance(answer, SqlAnswer):
        return None
    return {"notice": answer.notice, "sentence": answer.sentence} | answer.as_dict()


def _ask_house(questions: Sequence[dict[str, Any]], made: Made) -> Iterator[Judged]:
    """Ask the whole assistant over the database road; the date is that of its clock."""
    with open_empty() as house:
        for row in questions:
            output = house.ask(row["question"], route="database", database=_connected(house, made, row.get("table")))
            yield judge(row["question"], row["expected_rows"], _of_output(output), output["answer"])


def _hold(dialogues: Sequence[dict[str, Any]], made: Made) -> Iterator[Judged]:
    """Hold each dialogue in a thread of its own; the last turn counts."""
    with open_empty() as house:
        name = _connected(house, made, None)
        for dialogue in dialogues:
            thread = house.call(asyncio.to_thread(house.services.threads.create))["id"]
            for turn in dialogue["turns"]:
                output = house.ask(turn, thread, route="database", database=name)
            yield judge(" / ".join(dialogue["turns"]), dialogue["expected_last"], _of_output(output), output["answer"])


def _of_output(output: dict[str, Any]) -> dict[str, Any] | None:
    sql = output["sql"]
    return None if sql is None else sql | {"notice": sql.get("notice") or output.get("notice") or ""}


def _connected(house: House, made: Made, table: str | None) -> str:
    name = f"case-{table}" if table else "case"
    if name not in {item["name"] for item in house.services.databases.list()}:
        house.services.databases.add(name, made.url, choice=made.choice(table))
    return name


def judge(
    question: str, expected: list[list[Any]] | None, shown: dict[str, Any] | None, said: str | None = None
) -> Judged:
    """Return how an answer came out. `expected` None: the database does not hold it, and the answer must say so."""
    notice = (shown or {}).get("notice") or ""
    details = {
        "expected": expected,
        "said": said or (shown or {}).get("sentence"),
        "sql": (shown or {}).get("query"),
        "rows": ((shown or {}).get("rows") or [])[:20],
        "notice": notice,
    }
    outcome: Outcome
    if expected is None:
        outcome = "right" if shown is None or notice else "silently_wrong"
    elif shown is None:
        outcome = "declined"
    elif same_rows(expected, shown["rows"]):
        outcome = "right"
    else:
        outcome = "noticed" if notice else "silently_wrong"
    return Judged(question, outcome, details)


def _run(queries: dict[str, Any], made: dict[str, Made], workshop: Workshop) -> Iterator[Judged]:
    """Run harmless statements of a user, over the schemas of every case on PostgreSQL."""
    url = workshop.postgres().render_as_string(hide_password=False)
    schemas = sorted({name for one in made.values() if one.url == url for name in one.schemas})
    database = Made(url, tuple(schemas)).open()
    try:
        for statement in queries["sql"]:
            try:
                rows = database.query(statement).rows
            except DatabaseError as error:
                yield Judged(statement, "declined", {"said": str(error)})
            else:
                yield Judged(statement, "right", {"rows": rows})
    finally:
        database.close()
