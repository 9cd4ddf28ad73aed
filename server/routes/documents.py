"""Documents of knowledge bases: upload, state, tags, text."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Form, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from knowledge import Job
from knowledge.errors import KnowledgeError
from server.deps import ServicesDep
from server.messages import LanguageDep, in_language
from server.routes.knowledge_items import document_item, job_item
from server.services import Services

router = APIRouter(prefix="/{name}/documents")

_LONGEST_PASSWORD = 1_000


Password = Annotated[
    SecretStr | None, Form(max_length=_LONGEST_PASSWORD, description="Opens those of the files that are encrypted")
]
NewTags = Annotated[
    list[str] | None, Form(max_length=32, description="Repeatable; left out, a known document keeps its tags")
]


class Tags(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(max_length=32)


class Retry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    password: SecretStr | None = Field(None, max_length=_LONGEST_PASSWORD, description="Opens an encrypted file")


@router.get("")
def list_documents(services: ServicesDep, language: LanguageDep, name: str) -> dict[str, Any]:
    """The documents; while a changed file is ingested its old edition is listed too, ready until then."""
    return {"items": [document_item(document, language) for document in services.knowledge.documents(name)]}


@router.post("", status_code=202)
async def upload_documents(
    services: ServicesDep,
    language: LanguageDep,
    name: str,
    file: list[UploadFile],
    password: Annotated[
        SecretStr | None, Form(max_length=_LONGEST_PASSWORD, description="Opens encrypted files")
    ] = None,
    tags: Annotated[
        list[str] | None, Form(max_length=32, description="Repeatable; left out, a document keeps its tags")
    ] = None,
) -> dict[str, Any]:
    """Starts one ingestion job per file. Another content under a known name replaces that document when it is ready.

    A file that is refused is listed as failed with its reason; when all are, the answer is the first one's problem.
    """
    await asyncio.to_thread(services.knowledge.get, name)
    secret = password.get_secret_value() if password else None
    items: list[dict[str, Any]] = []
    refused: list[KnowledgeError] = []
    for upload in file:
        filename = upload.filename or ""
        try:
            job = await asyncio.to_thread(_store, services, name, filename, upload.file, secret, tags)
        except KnowledgeError as error:
            refused.append(error)
            reason = in_language(str(error), language)
            items.append({"id": None, "document": filename, "status": "failed", "reason": reason})
        else:
            services.ingestion.submit(job)
            items.append(job_item(job, language))
    if len(refused) == len(items) and refused:
        raise refused[0]
    return {"items": items}


def _store(
    services: Services, name: str, filename: str, content: BinaryIO, password: str | None, tags: list[str] | None
) -> Job:
    # through a file, so that uploads side by side do not add up in memory
    with tempfile.NamedTemporaryFile(dir=services.settings.home, prefix="upload-") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        return services.knowledge.add_document(name, filename, Path(file.name), password=password, tags=tags)


@router.get("/{document_id}")
def get_document(services: ServicesDep, language: LanguageDep, name: str, document_id: str) -> dict[str, Any]:
    return document_item(services.knowledge.document(name, document_id), language)


@router.patch("/{document_id}")
def tag_document(
    services: ServicesDep, language: LanguageDep, name: str, document_id: str, body: Tags
) -> dict[str, Any]:
    """Replaces the tags."""
    return document_item(services.knowledge.tag_document(name, document_id, body.tags), language)


@router.post("/{document_id}/retry", status_code=202)
def retry_document(
    services: ServicesDep, language: LanguageDep, name: str, document_id: str, body: Retry | None = None
) -> dict[str, Any]:
    """Tries a failed document again, with its password if it needs one."""
    password = body.password.get_secret_value() if body and body.password else None
    job = services.knowledge.retry_document(name, document_id, password=password)
    services.ingestion.submit(job)
    return job_item(job, language)


@router.delete("/{document_id}", status_code=204)
def delete_document(services: ServicesDep, name: str, document_id: str) -> None:
    services.knowledge.delete_document(name, document_id)


@router.get("/{document_id}/text")
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
