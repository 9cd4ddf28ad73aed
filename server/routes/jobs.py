"""Jobs: ingesting a document, rebuilding a base."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from server.deps import ServicesDep
from server.messages import LanguageDep
from server.routes.knowledge_items import job_item

router = APIRouter(prefix="/api/jobs", tags=["jobs"])


@router.get("/{job_id}")
def get_job(services: ServicesDep, language: LanguageDep, job_id: str) -> dict[str, Any]:
    """State and progress (0..1) of a job."""
    return job_item(services.knowledge.job(job_id), language)


@router.delete("/{job_id}", status_code=204)
def cancel_job(services: ServicesDep, job_id: str) -> None:
    """Cancels a job that has not finished: its document is removed, a base keeps its old index."""
    services.knowledge.cancel_job(job_id)
