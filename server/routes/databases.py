"""Connections to databases: which tables, their schema with the curator's notes, and solved examples."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.deps import ServicesDep
from tools.choice import Note, TableChoice
from tools.databases import ReadOnlyDatabase

router = APIRouter(prefix="/api/databases", tags=["databases"])

Pattern = Annotated[str, Field(min_length=1, max_length=200)]


class Choice(BaseModel):
    """Schemas to read, and tables by name or pattern (`sales_*`)."""

    model_config = ConfigDict(extra="forbid")

    schemas: list[Pattern] = Field([], max_length=50)
    include: list[Pattern] = Field([], max_length=500, description="Only these tables; all when empty")
    exclude: list[Pattern] = Field([], max_length=500)

    def choice(self) -> TableChoice:
        return TableChoice(tuple(self.schemas), tuple(self.include), tuple(self.exclude))


class Address(Choice):
    url: str = Field(min_length=1, max_length=2_000, description="SQLAlchemy URL, e.g. sqlite:////data/shop.db")


class NewDatabase(Address):
    name: str = Field(min_length=1, max_length=64)
    description: str = Field("", max_length=2_000)


class Changes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    description: str | None = Field(None, max_length=2_000)
    tables: Choice | None = None


class Annotation(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    description: str = Field("", max_length=500)
    synonyms: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field([], max_length=20)


class Annotations(BaseModel):
    """Notes by `table` or `table.column`; null takes a note away."""

    model_config = ConfigDict(extra="forbid")

    annotations: dict[str, Annotation | None] = Field(max_length=2_000)


class NewExample(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: str = Field(min_length=1, max_length=1_000)
    sql: str = Field(min_length=1, max_length=20_000)


@router.get("")
def list_databases(services: ServicesDep) -> dict[str, Any]:
    """Connected databases; passwords are never shown."""
    return {"items": services.databases.list()}


@router.post("", status_code=201)
def connect_database(services: ServicesDep, body: NewDatabase) -> dict[str, Any]:
    """Stores a connection once it has answered."""
    return services.databases.add(body.name, body.url, body.description, body.choice())


@router.post("/test")
def test_connection(services: ServicesDep, body: Address) -> dict[str, Any]:
    """Connects once and stores nothing: the dialect and the tables, or a 422 that says what to change."""
    return services.databases.test(body.url, body.choice())


@router.patch("/{name}")
def change_database(services: ServicesDep, name: str, body: Changes) -> dict[str, Any]:
    """Another description, or other schemas and tables."""
    return services.databases.change(name, body.description, body.tables.choice() if body.tables else None)


@router.delete("/{name}", status_code=204)
def disconnect_database(services: ServicesDep, name: str) -> None:
    """Forgets the connection and what was learned about it; the database itself is not touched."""
    services.databases.remove(name)


@router.get("/{name}/schema")
def show_schema(services: ServicesDep, name: str) -> dict[str, Any]:
    """Tables and columns with comments and synonyms; `relationships` that no key says are marked as guesses.

    `annotations` are the curator's notes, which are among the comments and synonyms already.
    """
    return _schema(services.databases.get(name)) | {"annotations": services.databases.annotations(name)}


@router.post("/{name}/schema/refresh")
def refresh_schema(services: ServicesDep, name: str) -> dict[str, Any]:
    """Reads schema and values again now, and looks for relationships; otherwise that happens when they change."""
    database = services.databases.get(name)
    database.refresh()
    database.values()
    return _schema(database) | {"annotations": services.databases.annotations(name)}


@router.patch("/{name}/schema")
def annotate_schema(services: ServicesDep, name: str, body: Annotations) -> dict[str, Any]:
    """What tables and columns hold, and other words for them; used from the next question on."""
    notes = {
        place: None if note is None else Note(note.description, tuple(dict.fromkeys(note.synonyms)))
        for place, note in body.annotations.items()
    }
    return {"annotations": services.databases.annotate(name, notes)}


@router.get("/{name}/examples")
def list_examples(services: ServicesDep, name: str) -> dict[str, Any]:
    """Solved questions, the newest first; `message_id` is the answer that a thumbs-up made one."""
    return {"items": services.examples.list(name)}


@router.post("/{name}/examples", status_code=201)
def add_example(services: ServicesDep, name: str, body: NewExample) -> dict[str, Any]:
    """Accepts a question with its query once the query has run; the same question again replaces its query."""
    return services.examples.add(name, body.question, body.sql)


@router.delete("/{name}/examples/{example_id}", status_code=204)
def remove_example(services: ServicesDep, name: str, example_id: str) -> None:
    services.examples.remove(name, example_id)


def _schema(database: ReadOnlyDatabase) -> dict[str, Any]:
    metadata = database.metadata()
    keys = [
        {"from": f"{table.key}.{key.parent.name}", "to": key.target_fullname, "guessed": False}
        for table in metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda k: k.parent.name)
    ]
    guessed = [{"from": ".".join(left), "to": ".".join(right), "guessed": True} for left, right in database.joins()]
    return {"tables": _tables(database), "relationships": [*keys, *guessed]}


def _tables(database: ReadOnlyDatabase) -> list[dict[str, Any]]:
    return [
        {
            "name": str(table.key),
            "comment": table.comment,
            "synonyms": list(table.info.get("synonyms", ())),
            "columns": [
                {
                    "name": column.name,
                    "type": str(column.type),
                    "comment": column.comment,
                    "synonyms": list(column.info.get("synonyms", ())),
                    "primary_key": column.primary_key,
                    "references": next((key.target_fullname for key in column.foreign_keys), None),
                }
                for column in table.columns
            ],
        }
        for table in database.metadata().sorted_tables
    ]
