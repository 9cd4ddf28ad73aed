"""Bases, documents and jobs as clients get them. Times are ISO 8601 in UTC; reasons are in the language asked for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from knowledge import Document, Job, KnowledgeBase, Statistics
from server.messages import Language, in_language


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


def document_item(document: Document, language: Language) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "status": document.status,
        "reason": document.reason and in_language(document.reason, language),
        "pages": document.pages,
        "chunks": document.chunks,
        "bytes": document.size,
        "tags": list(document.tags),
        "created_at": _iso(document.created_at),
    }


def job_item(job: Job, language: Language) -> dict[str, Any]:
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
        "reason": job.reason and in_language(job.reason, language),
        "created_at": _iso(job.created_at),
        "finished_at": _iso(job.finished_at),
    }
