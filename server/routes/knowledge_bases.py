"""Knowledge bases: create, describe, rebuild, export and import."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from knowledge.ingestion.filenames import checked_base_name
from server.deps import ServicesDep
from server.messages import LanguageDep
from server.routes import documents
from server.routes.knowledge_items import base_item, job_item, statistics_item

router = APIRouter(prefix="/api/knowledge-bases", tags=["knowledge bases"])
IMPORT_PATH = "/api/knowledge-bases/import"
router.include_router(documents.router)

Tokens = Annotated[int, Field(ge=16, le=4096)]


class NewKnowledgeBase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    description: str = Field("", max_length=2_000)
    embedding: str = Field("auto", description="An embedding model of the catalog, or auto: by language")
    chunk_tokens: Tokens | None = Field(None, description="Size of a passage, in the embedder's tokens")
    window_tokens: Tokens | None = Field(None, description="Size of the parts of it that get a vector each")


class Description(BaseModel):
    model_config = ConfigDict(extra="forbid")

    description: str = Field(max_length=2_000)


class Rebuild(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    embedding: str | None = Field(None, description="An embedding model of the catalog, or auto: by language")
    chunk_tokens: Tokens | None = None
    window_tokens: Tokens | None = None


@router.get("")
def list_bases(services: ServicesDep) -> dict[str, Any]:
    return {"items": [base_item(base) for base in services.knowledge.list()]}


@router.post("", status_code=201)
def create_base(services: ServicesDep, body: NewKnowledgeBase) -> dict[str, Any]:
    base = services.knowledge.create(
        body.name,
        body.description,
        body.embedding,
        chunk_tokens=body.chunk_tokens,
        window_tokens=body.window_tokens,
    )
    return base_item(base)


@router.post("/import", status_code=202)
async def import_base(
    services: ServicesDep,
    language: LanguageDep,
    file: UploadFile,
    name: Annotated[str, Form(min_length=1, max_length=64)],
) -> dict[str, Any]:
    """Makes a new base of an exported one; its documents become searchable one after the other."""
    jobs = await asyncio.to_thread(services.knowledge.import_base, file.file, name)
    for job in jobs:
        services.ingestion.submit(job)
    base = await asyncio.to_thread(services.knowledge.get, checked_base_name(name))
    return base_item(base) | {"jobs": [job_item(job, language) for job in jobs]}


@router.get("/{name}")
def get_base(services: ServicesDep, name: str) -> dict[str, Any]:
    return base_item(services.knowledge.get(name))


@router.patch("/{name}")
def describe_base(services: ServicesDep, name: str, body: Description) -> dict[str, Any]:
    """Replaces the description, by which questions find their base."""
    return base_item(services.knowledge.describe(name, body.description))


@router.delete("/{name}", status_code=204)
def delete_base(services: ServicesDep, name: str) -> None:
    """Deletes the base with its documents, vectors and files."""
    services.knowledge.delete(name)


@router.get("/{name}/statistics")
def base_statistics(services: ServicesDep, name: str) -> dict[str, Any]:
    """Documents by status, type and language, and the sums of what they hold."""
    return statistics_item(services.knowledge.statistics(name))


@router.post("/{name}/rebuild", status_code=202)
def rebuild_base(
    services: ServicesDep, language: LanguageDep, name: str, body: Rebuild | None = None
) -> dict[str, Any]:
    """Builds the index anew, with another embedder or other sizes; the old one is searched until it is whole."""
    body = body or Rebuild()
    job = services.knowledge.rebuild(
        name, body.embedding, chunk_tokens=body.chunk_tokens, window_tokens=body.window_tokens
    )
    services.ingestion.submit(job)
    return job_item(job, language)


@router.get("/{name}/jobs")
def list_jobs(services: ServicesDep, language: LanguageDep, name: str) -> dict[str, Any]:
    """The jobs of the base, the oldest first; those that ended a week ago are forgotten."""
    return {"items": [job_item(job, language) for job in services.knowledge.jobs(name)]}


@router.get("/{name}/export")
def export_base(services: ServicesDep, name: str) -> StreamingResponse:
    """The base as one zip file: uploaded files, parsed texts, vectors."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}.zip"
    return StreamingResponse(
        services.knowledge.export(name),
        media_type="application/zip",
        headers={"content-disposition": disposition},
    )
