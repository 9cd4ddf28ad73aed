"""What a client wants to know about this installation."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter

from knowledge.loading.file_types import EXTENSIONS
from server.demo.questions import examples
from server.deps import ServicesDep
from server.messages import LanguageDep, in_language

router = APIRouter(prefix="/api/system", tags=["system"])


@router.get("")
def show_system(services: ServicesDep, language: LanguageDep) -> dict[str, Any]:
    """Version, default model, limits, what is missing, rerankers with the reason why one is left out, and example
    questions that work here, one per road and language."""
    seeded = services.settings.demo
    embedders = {base.embedder_id for base in services.knowledge.list() if base.embedder_id}
    return {
        "version": version("sancha"),
        "model": services.settings.model,
        "demo": seeded,
        "ready": services.readiness.done.is_set(),
        "stage": services.readiness.stage,
        "uploads": {
            "extensions": list(EXTENSIONS),
            "max_mb": services.settings.upload_max_mb,
            "import_max_mb": services.settings.import_max_mb,
        },
        "missing": [in_language(sentence, language) for sentence in services.embedders.missing(embedders)],
        "rerankers": [
            reranker | {"reason": reranker["reason"] and in_language(reranker["reason"], language)}
            for reranker in services.rerankers.list()
        ],
        "examples": examples() if seeded else {"zh": [], "en": []},
    }
