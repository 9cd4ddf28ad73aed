"""Connections to databases, their schema, and one read-only query."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.deps import ServicesDep
from tools.databases import ReadOnlyDatabase

router = APIRouter(prefix="/api/databases", tags=["databases"])


class NewDatabase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    url: str = Field(min_length=1, max_length=2_000, description="SQLAlchemy URL, e.g. sqlite:////data/shop.db")
    description: str = Field("", max_length=2_000)


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sql: str = Field(min_length=1, max_length=20_000)


@router.get("")
def list_databases(services: ServicesDep) -> dict[str, Any]:
    """Connected databases; passwords are never shown."""
    return {"items": services.databases.list()}


@router.post("", status_code=201)
def connect_database(services: ServicesDep, body: NewDatabase) -> dict[str, Any]:
    """Stores a connection once it has answered."""
    return services.databases.add(body.name, body.url, body.description)


@router.delete("/{name}", status_code=204)
def disconnect_database(services: ServicesDep, name: str) -> None:
    """Forgets the connection; the database itself is not touched."""
    services.databases.remove(name)


@router.get("/{name}/schema")
def show_schema(services: ServicesDep, name: str) -> dict[str, Any]:
    return {"tables": _tables(services.databases.get(name))}


@router.post("/{name}/query")
def run_query(services: ServicesDep, name: str, body: Query) -> dict[str, Any]:
    """Runs one SELECT through the guard."""
    result = services.databases.get(name).query(body.sql)
    return {
        "columns": result.columns,
        "rows": result.rows,
        "row_count": result.row_count,
        "truncated": result.truncated,
        "elapsed_ms": result.elapsed_ms,
    }


def _tables(database: ReadOnlyDatabase) -> list[dict[str, Any]]:
    return [
        {
            "name": table.name,
            "comment": table.comment,
            "columns": [
                {
                    "name": column.name,
                    "type": str(column.type),
                    "comment": column.comment,
                    "primary_key": column.primary_key,
                    "references": next((key.target_fullname for key in column.foreign_keys), None),
                }
                for column in table.columns
            ],
        }
        for table in database.metadata().sorted_tables
    ]
