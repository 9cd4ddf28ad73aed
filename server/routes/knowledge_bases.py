"""Knowledge bases, their documents, uploads and search."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from fastapi import APIRouter, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from knowledge import Document, Job, KnowledgeBase, Passage
from knowledge.errors import KnowledgeError
from server.deps import ServicesDep
from server.services import Services

router = APIRouter(prefix="/api/knowledge-bases", tags=["knowledge bases"])


class NewKnowledgeBase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    description: str = Field("", max_length=2_000)
    embedding: str = Field("auto", description="An embedding model of the catalog, or auto: by language")


class Search(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=20_000)
    k: int = Field(8, ge=1, le=50)


def base_item(base: KnowledgeBase) -> dict[str, Any]:
    return {
        "name": base.name,
        "description": base.description,
        "embedding": base.embedding,
        "embedder": base.embedder_id,
        "documents": base.documents,
        "chunks": base.chunks,
    }


def document_item(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "status": document.status,
        "reason": document.reason,
        "pages": document.pages,
        "chunks": document.chunks,
        "bytes": document.size,
    }


def job_item(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "knowledge_base": job.knowledge_base,
        "document_id": job.document_id,
        "document": job.document,
        "status": job.status,
        "progress": job.progress,
        "pages_done": job.pages_done,
        "chunks_done": job.chunks_done,
        "chunks_total": job.chunks_total,
        "reason": job.reason,
    }


def passage_item(passage: Passage) -> dict[str, Any]:
    return {
        "knowledge_base": passage.knowledge_base,
        "document": passage.document,
        "document_id": passage.document_id,
        "page": passage.page,
        "heading": passage.heading,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": passage.score,
    }


@router.get("")
def list_bases(services: ServicesDep) -> dict[str, Any]:
    return {"items": [base_item(base) for base in services.knowledge.list()]}


@router.post("", status_code=201)
def create_base(services: ServicesDep, body: NewKnowledgeBase) -> dict[str, Any]:
    return base_item(services.knowledge.create(body.name, body.description, body.embedding))


@router.get("/{name}")
def get_base(services: ServicesDep, name: str) -> dict[str, Any]:
    return base_item(services.knowledge.get(name))


@router.delete("/{name}", status_code=204)
def delete_base(services: ServicesDep, name: str) -> None:
    """Deletes the base with its documents, vectors and files."""
    services.knowledge.delete(name)


@router.get("/{name}/documents")
def list_documents(services: ServicesDep, name: str) -> dict[str, Any]:
    return {"items": [document_item(document) for document in services.knowledge.documents(name)]}


@router.post("/{name}/documents", status_code=202)
async def upload_documents(services: ServicesDep, name: str, file: list[UploadFile]) -> dict[str, Any]:
    """Starts one ingestion job per file.

    A file that is refused is listed as failed with its reason; when all are, the answer is the first one's problem.
    """
    await asyncio.to_thread(services.knowledge.get, name)
    items: list[dict[str, Any]] = []
    refused: list[KnowledgeError] = []
    for upload in file:
        filename = upload.filename or ""
        try:
            job = await asyncio.to_thread(_store, services, name, filename, upload.file)
        except KnowledgeError as error:
            refused.append(error)
            items.append({"id": None, "document": filename, "status": "failed", "reason": str(error)})
        else:
            services.ingestion.submit(job.id)
            items.append(job_item(job))
    if len(refused) == len(items) and refused:
        raise refused[0]
    return {"items": items}


def _store(services: Services, name: str, filename: str, content: BinaryIO) -> Job:
    # through a file, so that uploads side by side do not add up in memory
    with tempfile.NamedTemporaryFile(dir=services.settings.home, prefix="upload-") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        return services.knowledge.add_document(name, filename, Path(file.name))


@router.delete("/{name}/documents/{document_id}", status_code=204)
def delete_document(services: ServicesDep, name: str, document_id: str) -> None:
    services.knowledge.delete_document(name, document_id)


@router.get("/{name}/documents/{document_id}/text")
def document_text(
    services: ServicesDep,
    name: str,
    document_id: str,
    start: int = Query(0, ge=0),
    end: int | None = Query(None, ge=0),
) -> dict[str, Any]:
    """The document's text, or the characters from `start` to `end` of it."""
    document = services.knowledge.document(name, document_id)
    text = services.knowledge.document_text(document_id)
    stop = len(text) if end is None else min(end, len(text))
    return {
        "id": document_id,
        "name": document.name,
        "start": start,
        "end": stop,
        "length": len(text),
        "text": text[start:stop],
    }


@router.post("/{name}/search")
async def search(services: ServicesDep, name: str, body: Search) -> dict[str, Any]:
    """Passages that match the query, best first."""
    passages = await asyncio.to_thread(services.knowledge.search, body.query, [name], body.k)
    return {"items": [passage_item(passage) for passage in passages]}
