"""Bases, documents and jobs as the JSON that clients get. Times are ISO 8601 in UTC."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from knowledge import Document, Job, KnowledgeBase, Statistics


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds") + "Z"


def base_item(base: KnowledgeBase) -> dict[str, Any]:
    return {
        "name": base.name,
        "description": base.description,
        "embedding": base.embedding,
        "embedder": base.embedder_id,
        "documents": base.documents,
        "chunks": base.chunks,
        "chunk_tokens": base.chunk_tokens,
        "window_tokens": base.window_tokens,
        "created_at": _iso(base.created_at),
        "updated_at": _iso(base.updated_at),
    }


def statistics_item(statistics: Statistics) -> dict[str, Any]:
    values = asdict(statistics)
    values["embedder"] = values.pop("embedder_id")
    return values | {"created_at": _iso(statistics.created_at), "updated_at": _iso(statistics.updated_at)}


def document_item(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "status": document.status,
        "reason": document.reason,
        "pages": document.pages,
        "chunks": document.chunks,
        "bytes": document.size,
        "tags": list(document.tags),
        "created_at": _iso(document.created_at),
    }


def job_item(job: Job) -> dict[str, Any]:
    """A rebuild has no document."""
    return {
        "id": job.id,
        "kind": job.kind,
        "knowledge_base": job.knowledge_base,
        "document_id": job.document_id or None,
        "document": job.document or None,
        "status": job.status,
        "progress": job.progress,
        "pages_done": job.pages_done,
        "pages_total": job.pages_total,
        "chunks_done": job.chunks_done,
        "chunks_total": job.chunks_total,
        "documents_done": job.documents_done,
        "documents_total": job.documents_total,
        "reason": job.reason,
        "created_at": _iso(job.created_at),
        "finished_at": _iso(job.finished_at),
    }
